// SPDX-License-Identifier: Apache-2.0
import Base
import Durability

/// The folder of an inbox or outbox, compared with what it was when uaed started. If its mount goes away, nothing is
/// left, or the empty folder below it: that proves nothing about the inputs that lay there, and is no place for
/// results.
public struct PlaceRoot: Sendable {
    /// Which of the two it is.
    public enum Kind: String, Sendable {
        case inbox, outbox
    }

    let path: String
    let kind: Kind
    let wasMount: Bool

    /// Records whether a mount begins at `path` now.
    public init(_ path: String, _ kind: Kind, disk: any Disk) {
        self.path = path
        self.kind = kind
        wasMount = Self.isMount(path, disk) ?? false
    }

    /// Why entries that are missing below it may not be taken for deleted; nil if the folder is there.
    public func absence(disk: any Disk) -> Failure? {
        if let isMount = Self.isMount(path, disk), isMount || !wasMount { return nil }
        return Failure(
            .environment, code: "\(kind.rawValue)-gone", "the \(kind.rawValue) \(path) is not there",
            hint: "mount it, or put the folder back: findmnt -T '\(path)'; uaed goes on by itself", file: path)
    }

    /// Whether a mount begins at the folder, that is, whether its device differs from its parent's (stat(2)); nil if
    /// there is no folder.
    private static func isMount(_ path: String, _ disk: any Disk) -> Bool? {
        let parent = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
        guard let here = try? disk.status(path), here.kind == .folder,
            let above = try? disk.status(parent.isEmpty ? "/" : String(parent))
        else { return nil }
        return here.device != above.device
    }
}
