// SPDX-License-Identifier: Apache-2.0
import Base

/// What a file of a bundle is, determined by the ending of its name; case does not matter. This is the only table of
/// endings: inbox, bundle and `uaectl submit` use it.
public enum FileKind: Hashable, Sendable {
    case dataset(DatasetFormat)
    /// Text that is a dataset if it holds a table and nothing else is one.
    case text
    /// The labels of an IDX file.
    case idxLabels
    case checkpoint(CheckpointFormat)
    /// Weights beside an ONNX file.
    case externalData
    /// The layers of a safetensors checkpoint.
    case architecture
    case jobFile
    /// An image in a format that uaed does not read.
    case foreignImage
    /// Another dataset in a format that uaed does not read.
    case foreignData
    case foreignCheckpoint(ForeignFormat)

    /// nil if the ending is unknown.
    ///
    /// - Parameter path: a name, or a path of which only the last component counts.
    public init?(_ path: String) {
        let name = path.lastName.lowercased()
        guard name != "job.toml" else {
            self = .jobFile
            return
        }
        if let format = DatasetFormat.allCases.first(where: { $0.fileNames.contains(name) }) {
            self = .dataset(format)
            return
        }
        guard let found = Self.endings.first(where: { name.utf8.ends(with: $0.ending.utf8) })
        else { return nil }
        self = found.kind
        if found.kind == .text, Self.prose.contains(where: name.hasPrefix) { return nil }
    }

    /// What text begins its name with that is about the data.
    private static let prose = ["readme", "license", "licence", "copying", "changelog", "requirements", "notes"]

    /// Whether uaed reads data from it, or refuses it because its format is a dataset's.
    public var isData: Bool {
        switch self {
        case .dataset, .text, .foreignImage, .foreignData: true
        default: false
        }
    }

    /// Whether it is a model, in a format that uaed reads or refuses.
    public var isCheckpoint: Bool {
        switch self {
        case .checkpoint, .foreignCheckpoint: true
        default: false
        }
    }

    /// Endings in lower case. An ending stands before its own endings.
    static let endings: [(ending: String, kind: FileKind)] =
        [(".job.toml", .jobFile), (".onnx.data", .externalData), (".onnx_data", .externalData)]
        + [(".architecture.json", .architecture)]
        + CheckpointFormat.allCases.map { (".\($0.rawValue)", .checkpoint($0)) }
        + ForeignFormat.allCases.map { (".\($0.rawValue)", .foreignCheckpoint($0)) }
        + DatasetFormat.allCases.flatMap { format in format.endings.map { ($0, .dataset(format)) } }
        + ["idx1-ubyte.gz", "idx1-ubyte"].map { ($0, .idxLabels) }
        + [".txt", ".data", ".dat"].map { ($0, .text) }
        + imageEndings.map { ($0, .foreignImage) } + dataEndings.map { ($0, .foreignData) }

    private static let imageEndings = [
        ".jpg", ".jpeg", ".jpe", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".avif", ".jp2", ".pgm", ".ppm",
        ".pnm",
    ]

    private static let dataEndings = [
        ".mat", ".parquet", ".feather", ".arff", ".xlsx", ".xls", ".ods", ".zip", ".tar",
        ".tar.gz", ".tgz", ".7z", ".rar",
    ]
}

extension String.UTF8View {
    fileprivate func ends(with ending: String.UTF8View) -> Bool {
        count > ending.count && suffix(ending.count).elementsEqual(ending)
    }
}
