// SPDX-License-Identifier: Apache-2.0
import Base

/// A file directly in an inbox. Loose files that share a stem are one bundle.
public struct LooseFile: Equatable, Sendable {
    /// `data` for `data.csv.gz`, `data.onnx.data`, `data-images-idx3-ubyte` and `data-labels.idx1-ubyte.gz`.
    public let stem: String
    public let kind: FileKind

    /// nil if a loose bundle has no file of this name.
    public init?(_ name: String) {
        guard let kind = FileKind(name), Self.isLoose(kind) else { return nil }
        stem = Self.stem(of: name)
        self.kind = kind
        // `job.toml` itself belongs to a folder.
        guard !stem.isEmpty, stem != name else { return nil }
    }

    /// Whether it is the loose bundle's dataset.
    public var isDataset: Bool { if case .dataset = kind { true } else { false } }

    /// The order in which files are claimed: the dataset last, so that a claim without a dataset is known to be
    /// unfinished.
    public static func claimOrder(_ names: [String]) -> [String] {
        names.filter { LooseFile($0)?.isDataset != true } + names.filter { LooseFile($0)?.isDataset == true }
    }

    /// A name without its ending. The name of an IDX file also says what its samples are, and without that word
    /// `train-images-idx3-ubyte` and `train-labels-idx1-ubyte` are the same. Empty if nothing else is left.
    public static func stem(of name: String) -> String {
        let lower = name.lowercased()
        guard let (ending, kind) = FileKind.endings.first(where: { lower.hasSuffix($0.ending) }) else { return name }
        let rest = Array(name.utf8.dropLast(ending.utf8.count))
        switch kind {
        case .dataset(.idx): return without("images", rest)
        case .idxLabels: return without("labels", rest)
        default: return String(decoding: rest, as: UTF8.self)
        }
    }

    /// What uaed does not read is not gathered.
    private static func isLoose(_ kind: FileKind) -> Bool {
        switch kind {
        case .dataset(let format): format.isLoose
        case .text, .foreignImage, .foreignData, .foreignCheckpoint: false
        default: true
        }
    }

    /// The words of a name, which `-`, `.` and `_` separate, except `word`.
    private static func without(_ word: String, _ name: [UInt8]) -> String {
        let signs = Set("-._".utf8)
        var kept: [UInt8] = []
        var rest = name[...]
        while !rest.isEmpty {
            let part = rest.prefix { !signs.contains($0) }
            let isWord = String(decoding: part, as: UTF8.self).lowercased() == word
            rest = rest.dropFirst(part.count)
            let sign = rest.prefix { signs.contains($0) }
            rest = rest.dropFirst(sign.count)
            if !isWord { kept += part + sign }
        }
        while let last = kept.last, signs.contains(last) { kept.removeLast() }
        return String(decoding: kept, as: UTF8.self)
    }
}
