// SPDX-License-Identifier: Apache-2.0
/// A file that lies directly in an inbox, by what its name says it is.
struct LooseFile: Equatable {
    enum Role: Equatable {
        case dataset, checkpoint, externalData, jobFile, labels
        /// The layers of a safetensors checkpoint, which does without them no better than without its weights.
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

    /// nil where the name is none that a loose bundle has.
    init?(_ name: String) {
        guard let match = Self.endings.first(where: { name.hasSuffix($0.ending) && name.count > $0.ending.count })
        else { return nil }
        stem = String(name.dropLast(match.ending.count))
        role = match.role
    }

    /// The order in which files are claimed: the dataset last, so that a claim without one is half made.
    static func claimOrder(_ names: [String]) -> [String] {
        names.filter { LooseFile($0)?.role != .dataset } + names.filter { LooseFile($0)?.role == .dataset }
    }
}

/// Loose files by their common stem.
public enum LooseBundle {
    /// `data` for `data.csv`, `data.onnx.data`, …; nil where the name is none that a loose bundle has.
    public static func stem(of name: String) -> String? { LooseFile(name)?.stem }
}
