// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI

/// The rights of a bundle in an inbox: everybody may read it, only its owner may change it, and the service may delete
/// it.
struct Modes {
    static let file: UInt32 = 0o644
    static let folder: UInt32 = 0o755

    /// The user as whom the daemon runs; nil if it needs no right of its own, as root or the caller.
    let service: UInt32?

    /// - Parameter service: the user as whom the daemon runs; nil if unknown.
    init(service: UInt32?) { self.service = service.flatMap { $0 == 0 || $0 == OpenFolder.caller ? nil : $0 } }

    /// Opens up a folder of the caller's. It keeps a set-group-id bit that it has inherited.
    ///
    /// - Returns: true if the service may delete what is in it; false if the file system has no access control lists,
    ///   or does not permit this one.
    /// - Throws: `refused` if the folder is somebody else's; `Failure`.
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

    /// Opens up everything in a moved tree of the caller's. Each folder is closed to other writers before it is listed,
    /// so that nobody can add to it afterwards.
    ///
    /// - Parameter before: receives the entries as they were, for ``restore(_:_:)``.
    /// - Returns: true if the service may delete everything in it.
    /// - Throws: `refused` if an object is somebody else's, has another name elsewhere, or is no file or folder;
    ///   `Failure`.
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

    /// Restores the modes of entries, if their objects are still in place. It begins with the deepest, because the
    /// folders on the way must be open.
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
