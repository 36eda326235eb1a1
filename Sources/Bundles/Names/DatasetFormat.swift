// SPDX-License-Identifier: Apache-2.0
/// The formats of datasets that uaed reads, with what their files are called. What reads and writes them is listed in
/// Datasets, `SourceFormats`.
public enum DatasetFormat: String, CaseIterable, Sendable {
    case png, csv, idx, numpy

    /// Endings of names, in lower case.
    var endings: [String] {
        switch self {
        case .png: [".png"]
        case .csv: [".csv", ".csv.gz"]
        case .idx: ["idx3-ubyte", "idx3-ubyte.gz"]
        case .numpy: [".npy", ".npz"]
        }
    }

    /// What its files are called, for messages.
    private var words: String {
        switch self {
        case .png: "PNG images"
        case .csv: "NAME.csv[.gz]"
        case .idx: "IDX files (NAME-images-idx3-ubyte[.gz])"
        case .numpy: "NumPy arrays (NAME.npy, NAME.npz)"
        }
    }

    /// Whether one file directly in an inbox may be a dataset. A single image is none.
    var isLoose: Bool { self != .png }

    /// What the first bytes of a file may say; empty if they say nothing.
    var signatures: Set<FileSignature> {
        switch self {
        case .png: [.png]
        case .csv: []
        case .idx: [.idx]
        case .numpy: [.numpy, .numpyArchive, .zip]
        }
    }

    /// How datasets are named, for messages.
    public static let names =
        allCases.dropLast().map(\.words).joined(separator: ", ") + " or " + allCases[allCases.count - 1].words
}
