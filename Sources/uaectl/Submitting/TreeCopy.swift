// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// Copies a folder's tree between two held folders. The copy's folders are private at first, and are then opened up
/// from the deepest to the root.
struct TreeCopy {
    private let tree: SourceTree
    private let target: OpenFolder

    init(_ tree: SourceTree, to target: OpenFolder) { (self.tree, self.target) = (tree, target) }

    /// Copies the files and folders.
    ///
    /// - Returns: the files as they were when they were read.
    /// - Throws: `Failure`; `CancellationError` if ``Interrupt`` is set.
    func files() throws -> [SourceTree.Entry] {
        guard let source = tree.folder else { return [] }
        var files: [SourceTree.Entry] = []
        var (from, to) = (Cursor(source), Cursor(target))
        for entry in tree.entries.dropFirst() {
            let place = try to.folder(entry.folder)
            if entry.isFolder {
                _ = try place.makeFolder(entry.name)
            } else {
                var file = try Self.copyFile(from.folder(entry.folder), entry.name, to: place)
                file.path = entry.path
                files.append(file)
            }
        }
        return files
    }

    /// Opens the copy's folders up.
    ///
    /// - Returns: true if the service may delete everything in it.
    func open(_ modes: Modes) throws -> Bool {
        var isDeletable = true
        for entry in tree.entries.reversed() where entry.isFolder {
            isDeletable = try modes.open(entry.path.isEmpty ? target : target.folder(entry.path)) && isDeletable
        }
        return isDeletable
    }

    /// Copies one file with mode 0644, so that everybody can read it once its folder is open.
    static func copyFile(_ folder: OpenFolder, _ name: String, to target: OpenFolder) throws -> SourceTree.Entry {
        try Interrupt.check()
        let source = try folder.file(name)
        let entry = SourceTree.Entry(path: "", status: try source.status())
        let file = try target.makeFile(name)
        try source.copy(to: file, Interrupt.check)
        try file.setMode(Modes.file)
        try file.close()
        return entry
    }
}

/// Opens folders beneath a root, and keeps the last one, because the entries of one folder follow one another.
struct Cursor {
    private let root: OpenFolder
    private var last: (path: String, folder: OpenFolder)?

    init(_ root: OpenFolder) { self.root = root }

    mutating func folder(_ path: String) throws -> OpenFolder {
        if path == "." { return root }
        if let last, last.path == path { return last.folder }
        let folder = try root.folder(path)
        last = (path, folder)
        return folder
    }
}
