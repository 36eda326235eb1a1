// SPDX-License-Identifier: Apache-2.0
/// The formats of datasets that uaed reads.
public enum DatasetFormat: String, CaseIterable, Sendable {
    case png, csv, idx

    static let endings: [(ending: String, format: DatasetFormat)] = [
        (".png", .png), (".csv", .csv), (".csv.gz", .csv), ("idx3-ubyte", .idx), ("idx3-ubyte.gz", .idx),
    ]

    /// How datasets are named, for messages.
    public static let names = "PNG images, NAME.csv[.gz] or IDX files (NAME-images-idx3-ubyte[.gz])"
}
