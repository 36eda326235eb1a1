// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI

/// The files and folders at and below a path, reached through its parent, which is held open. Nothing but files and
/// folders may be there.
struct SourceTree {
    struct Entry: Equatable {
        /// The path below the root; empty for the root itself.
        var path: String
        var status: EntryStatus

        var isFolder: Bool { status.kind == .folder }
        /// The path of the folder that holds the entry, below the root; `.` for the root.
        var folder: String { path.folderAndName.folder }
        var name: String { path.folderAndName.name }
    }

    /// The root's absolute path.
    let root: String
    /// The folder that holds the root. Others who may write to it may rename the root at any time.
    let parent: OpenFolder
    let name: String
    /// The root itself, if it is a folder.
    let folder: OpenFolder?
    /// The root and everything below it; a folder comes before its contents, and names are in byte-wise order.
    let entries: [Entry]

    /// Opens the parent, and lists the tree.
    ///
    /// - Throws: `refused` for a symbolic link, device, FIFO or socket, and for a name that is not UTF-8; `usage`
    ///   without a name; `not-found`; `Failure`; `CancellationError` if ``Interrupt`` is set.
    init(_ path: String, watch: FolderWatch? = nil) throws {
        let (folder, name) = path.folderAndName
        guard !name.isEmpty else { throw ErrorReport("usage", "'\(path)' is no bundle") }
        try self.init(name, in: OpenFolder(at: folder.isEmpty ? "/" : folder, watch: watch), path)
    }

    init(_ name: String, in parent: OpenFolder, _ path: String) throws {
        (root, self.parent, self.name) = (path, parent, name)
        let first = try Self.entry(name, "", in: parent, path)
        folder = first.isFolder ? try parent.folder(name) : nil
        var entries = [first]
        if let folder {
            guard try folder.status().isSameObject(as: first.status) else {
                throw ErrorReport("refused", "'\(path)' was exchanged a moment ago", hint: "try again")
            }
            try Self.collect(folder, "", path, &entries)
        }
        self.entries = entries
    }

    var isFolder: Bool { folder != nil }

    /// True if all of it is the caller's alone: the caller owns every entry, and no file has a second name elsewhere.
    var isOwn: Bool { entries.allSatisfy { $0.isOwn } }

    /// True if a folder in it has an access control list, which the one for the service would replace.
    var hasAccessLists: Bool {
        get throws {
            guard let folder else { return false }
            return try entries.contains { entry in
                try entry.isFolder && !(entry.path.isEmpty ? folder : folder.folder(entry.path)).accessList.isEmpty
            }
        }
    }

    private static func collect(
        _ folder: OpenFolder, _ path: String, _ root: String, _ entries: inout [Entry]
    ) throws {
        for name in try (path.isEmpty ? folder : folder.folder(path)).names() {
            try Interrupt.check()
            let inner = path.isEmpty ? name : path + "/" + name
            let entry = try entry(inner, inner, in: folder, root + "/" + inner)
            entries.append(entry)
            if entry.isFolder { try collect(folder, inner, root, &entries) }
        }
    }

    private static func entry(_ relative: String, _ path: String, in folder: OpenFolder, _ whole: String) throws
        -> Entry
    {
        guard let status = try folder.status(of: relative) else {
            throw ErrorReport("not-found", "there is no such file or folder: '\(whole)'")
        }
        try check(status, whole)
        return Entry(path: path, status: status)
    }

    static func check(_ status: EntryStatus, _ path: String) throws(ErrorReport) {
        let kind =
            switch status.kind {
            case .folder, .file: ""
            case .link: "a symbolic link"
            case .pipe: "a FIFO"
            case .socket: "a socket"
            case .device: "a device"
            }
        guard kind.isEmpty else {
            throw ErrorReport(
                "refused", "'\(path)' is \(kind): a bundle holds files and folders only",
                hint: "cp -rL makes a copy with the files that links lead to")
        }
    }
}

extension SourceTree.Entry {
    var isOwn: Bool { status.owner == OpenFolder.caller && (isFolder || status.links == 1) }
}

extension String {
    /// The parts before and after the last '/'; without a '/', `.` and the whole string.
    var folderAndName: (folder: String, name: String) {
        let name = lastName
        guard name.utf8.count < utf8.count else { return (".", name) }
        return (String(decoding: utf8.dropLast(name.utf8.count + 1), as: UTF8.self), name)
    }
}
