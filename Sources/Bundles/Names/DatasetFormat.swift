// SPDX-License-Identifier: Apache-2.0
/// The formats of datasets that uaed reads, with what their files are called. What reads and writes them is listed in
/// Datasets, `SourceFormats`.
public enum DatasetFormat: String, CaseIterable, Sendable {
    case png, csv, idx, numpy, cifar

    /// Endings of names, in lower case.
    var endings: [String] {
        switch self {
        case .png: [".png"]
        case .csv: [".csv", ".csv.gz", ".tsv", ".tsv.gz"]
        case .idx: ["idx3-ubyte", "idx3-ubyte.gz"]
        case .numpy: [".npy", ".npz"]
        case .cifar: []
        }
    }

    /// Whole names, in lower case, of formats without an ending of their own.
    var fileNames: [String] {
        switch self {
        case .cifar: (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin", "train.bin", "test.bin"]
        default: []
        }
    }

    /// What its files are called, for messages.
    private var words: String {
        switch self {
        case .png: "PNG images"
        case .csv: "NAME.csv[.gz], NAME.tsv[.gz] or another table as text"
        case .idx: "IDX files (NAME-images-idx3-ubyte[.gz])"
        case .numpy: "NumPy arrays (NAME.npy, NAME.npz)"
        case .cifar: "CIFAR's binary files (data_batch_1.bin, train.bin)"
        }
    }

    /// Whether one file directly in an inbox may be a dataset. A single image is none, and a name that is always the same
    /// joins no files.
    var isLoose: Bool { self != .png && self != .cifar }

    /// What the first bytes of a file may say; empty if they say nothing.
    var signatures: Set<FileSignature> {
        switch self {
        case .png: [.png]
        case .csv: []
        case .idx: [.idx]
        case .numpy: [.numpy, .numpyArchive, .zip]
        case .cifar: []
        }
    }

    /// How datasets are named, for messages.
    public static let names =
        allCases.dropLast().map(\.words).joined(separator: ", ") + " or " + allCases[allCases.count - 1].words
}
