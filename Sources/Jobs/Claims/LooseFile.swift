// SPDX-License-Identifier: Apache-2.0
/// A file directly in an inbox, classified by its name.
struct LooseFile: Equatable {
    enum Role: Equatable {
        case dataset, checkpoint, externalData, jobFile, labels
        /// The layers of a safetensors checkpoint, which is as incomplete without them as without its weights.
        case architecture
    }

    var stem: String
    var role: Role

    private static let endings: [(ending: String, role: Role)] = [
        (".job.toml", .jobFile), (".onnx.data", .externalData), (".onnx", .checkpoint),
        (".safetensors", .checkpoint), (".architecture.json", .architecture), (".keras", .checkpoint),
        (".h5", .checkpoint), (".pt2", .checkpoint), (".csv.gz", .dataset),
        (".csv", .dataset), ("-images-idx3-ubyte.gz", .dataset), ("-images-idx3-ubyte", .dataset),
        ("-labels-idx1-ubyte.gz", .labels), ("-labels-idx1-ubyte", .labels),
    ]

    /// nil if a loose bundle has no file of this name.
    init?(_ name: String) {
        guard let match = Self.endings.first(where: { name.hasSuffix($0.ending) && name.count > $0.ending.count })
        else { return nil }
        stem = String(name.dropLast(match.ending.count))
        role = match.role
    }

    /// The order in which files are claimed: the dataset last, so that a claim without a dataset is known to be
    /// unfinished.
    static func claimOrder(_ names: [String]) -> [String] {
        names.filter { LooseFile($0)?.role != .dataset } + names.filter { LooseFile($0)?.role == .dataset }
    }
}

/// Loose files that share a stem.
public enum LooseBundle {
    /// The stem of a loose file: `data` for `data.csv`, `data.onnx.data`, …; nil if a loose bundle has no file of this
    /// name.
    public static func stem(of name: String) -> String? { LooseFile(name)?.stem }
}
