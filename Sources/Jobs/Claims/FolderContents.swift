// SPDX-License-Identifier: Apache-2.0
import Bundles

/// What an unclaimed folder holds, by the names of its files: enough to tell whether it is a bundle.
struct FolderContents: Equatable, Sendable {
    private(set) var hasData = false
    /// A checkpoint that is whole in one file.
    private var hasWholeCheckpoint = false
    private var hasSafetensors = false
    private var hasArchitecture = false
    /// The first files of any other kind, relative to the folder.
    private(set) var others: [String] = []

    /// The most names in a message.
    static let mostOthers = 3

    /// - Parameter path: of a regular file, relative to the folder.
    mutating func add(_ path: Substring) {
        guard !isComplete, !path.split(separator: "/").contains(where: { IgnoredName.isSkipped(String($0)) }) else {
            return
        }
        let kind = FileKind(String(path))
        hasData = hasData || kind?.isData == true
        let isSafetensors = kind == .checkpoint(.safetensors)
        hasSafetensors = hasSafetensors || isSafetensors
        hasWholeCheckpoint = hasWholeCheckpoint || kind?.isCheckpoint == true && !isSafetensors
        hasArchitecture = hasArchitecture || kind == .architecture
        if kind == nil, others.count < Self.mostOthers { others.append(String(path)) }
    }

    /// No further file makes a difference.
    private var isComplete: Bool { hasData && (hasWholeCheckpoint || hasSafetensors && hasArchitecture) }

    /// - Parameter hasDefaultCheckpoint: whether the inbox has a checkpoint for folders without one.
    func missing(hasDefaultCheckpoint: Bool) -> Candidate.Missing? {
        if !hasData { return .dataset }
        if isComplete || hasWholeCheckpoint { return nil }
        if hasSafetensors { return .architecture }
        return hasDefaultCheckpoint ? nil : .checkpoint
    }
}
