// SPDX-License-Identifier: Apache-2.0
/// A call on an open folder, announced before it is made. Tests record these calls, make one fail, or change the folder
/// just before it.
public struct FolderOperation: Sendable, Equatable {
    /// The kind of call.
    public enum Kind: String, Sendable {
        case look, list, open, makeFolder, makeFile, setMode, grant, rename, remove, sync
    }

    public var kind: Kind
    /// For messages: the folder's path when it was opened, and the entry's name.
    public var path: String

    /// Memberwise initialiser.
    public init(_ kind: Kind, _ path: String) {
        self.kind = kind
        self.path = path
    }
}

/// Called before each operation; an error that it throws takes the operation's place.
public typealias FolderWatch = @Sendable (FolderOperation) throws -> Void
