// SPDX-License-Identifier: Apache-2.0
/// One call beneath an open folder, told before it is made: a test notes them, stops at one, or lets somebody else act there.
public struct FolderOperation: Sendable, Equatable {
    public enum Kind: String, Sendable {
        case look, list, open, makeFolder, makeFile, setMode, grant, rename, remove, sync
    }

    public var kind: Kind
    /// As a person reads it: the folder's path when it was opened, and the entry.
    public var path: String

    public init(_ kind: Kind, _ path: String) {
        self.kind = kind
        self.path = path
    }
}

/// Told of each operation; what it throws comes in the operation's place.
public typealias FolderWatch = @Sendable (FolderOperation) throws -> Void
