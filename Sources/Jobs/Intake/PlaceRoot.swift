// SPDX-License-Identifier: Apache-2.0
import Durability
import Base

/// An inbox's or outbox's folder as it was when uaed started. A mount that goes away leaves nothing, or the empty folder under it:
/// that says nothing of the inputs that lay there, and is no place for results.
public struct PlaceRoot: Sendable {
    public enum Kind: String, Sendable {
        case inbox, outbox
    }

    let path: String
    let kind: Kind
    let wasMount: Bool

    public init(_ path: String, _ kind: Kind, disk: any Disk) {
        self.path = path
        self.kind = kind
        wasMount = Self.isMount(path, disk) ?? false
    }

    /// Why nothing that is missing below it may be taken for deleted; nil where it is there.
    public func absence(disk: any Disk) -> Failure? {
        if let isMount = Self.isMount(path, disk), isMount || !wasMount { return nil }
        return Failure(
            .environment, code: "\(kind.rawValue)-gone", "the \(kind.rawValue) \(path) is not there",
            hint: "mount it, or put the folder back: findmnt -T '\(path)'; uaed goes on by itself", file: path)
    }

    /// Whether a mount begins at the folder (stat(2): another device than its parent's); nil where there is no folder.
    private static func isMount(_ path: String, _ disk: any Disk) -> Bool? {
        let parent = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
        guard let here = try? disk.status(path), here.kind == .folder,
            let above = try? disk.status(parent.isEmpty ? "/" : String(parent))
        else { return nil }
        return here.device != above.device
    }
}
