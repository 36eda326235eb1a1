// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI

/// The rights of a bundle in an inbox: everybody may read it, its owner alone may change it, and the service may delete it.
struct Modes {
    static let file: UInt32 = 0o644
    static let folder: UInt32 = 0o755

    /// As whom the daemon runs; nil: nobody who needs a right of his own.
    let service: UInt32?

    /// - Parameter service: the user.
    init(service: UInt32?) { self.service = service.flatMap { $0 == 0 || $0 == OpenFolder.caller ? nil : $0 } }

    /// Opens up a folder of the caller's; a set-group-id bit that was handed down stays.
    ///
    /// - Returns: whether the service may delete what is in it.
    func open(_ folder: OpenFolder) throws -> Bool {
        let status = try folder.status()
        guard status.owner == OpenFolder.caller else { throw Self.foreign(folder.path) }
        try folder.setMode(status.mode & 0o2000 | Self.folder)
        guard let service else { return true }
        do {
            try folder.grant(service)
            return true
        } catch let failure as Failure where ["not-supported", "system", "not-permitted"].contains(failure.code) {
            return false
        }
    }

    /// Opens up everything in a tree of the caller's that was moved: each folder is closed to others' writing before it is listed,
    /// so that nothing can come into it behind our back.
    ///
    /// - Parameter before: what its objects were like, for ``restore(_:_:)``.
    func open(_ folder: OpenFolder, _ path: String = ".", before: inout [SourceTree.Entry]) throws -> Bool {
        let this = path == "." ? folder : try folder.folder(path)
        before.append(.init(path: path, status: try this.status()))
        var isDeletable = try open(this)
        for name in try this.names() {
            let inner = path == "." ? name : path + "/" + name
            guard let status = try folder.status(of: inner) else { continue }
            try SourceTree.check(status, folder.path + "/" + inner)
            if status.kind == .folder {
                isDeletable = try open(folder, inner, before: &before) && isDeletable
            } else {
                try openFile(inner, in: folder, before: &before)
            }
        }
        return isDeletable
    }

    func openFile(_ path: String, in folder: OpenFolder, before: inout [SourceTree.Entry]) throws {
        try folder.setMode(of: path) { status in
            let entry = SourceTree.Entry(path: path, status: status)
            guard status.kind == .file, entry.isOwn else { throw Self.foreign(folder.path + "/" + path) }
            before.append(entry)
            return Self.file
        }
    }

    /// Gives what was opened up its modes again, as far as it still stands there. Deepest first: its folders are open until then.
    static func restore(_ entries: [SourceTree.Entry], _ folder: OpenFolder) {
        for entry in entries.reversed() {
            if entry.isFolder { try? folder.folder(entry.path).revoke() }
            try? folder.setMode(of: entry.path) { $0.isSameObject(as: entry.status) ? entry.status.mode : nil }
        }
    }

    private static func foreign(_ path: String) -> ErrorReport {
        ErrorReport(
            "refused", "'\(path)' is not yours alone: it belongs to somebody else, or has another name elsewhere",
            hint: "copy it: leave --move out")
    }
}
