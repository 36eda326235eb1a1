// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI

/// Brings sources into a ``Staging``, and can undo that.
struct Bringing {
    let staging: Staging
    let modes: Modes
    /// The bundle's folder; nil before it is made.
    private(set) var bundle: OpenFolder?
    /// True if the service may delete everything in the bundle.
    private(set) var isDeletable = true
    private var moved: [MovedSource] = []
    private(set) var copied: [CopiedSource] = []

    init(_ staging: Staging, _ modes: Modes) { (self.staging, self.modes) = (staging, modes) }

    /// Makes a bundle of one folder, or puts files into a new one.
    mutating func bring(_ trees: [SourceTree], as name: String, moves: Bool) throws {
        if trees[0].isFolder {
            if try !moves || !move(trees[0], to: staging.room, as: name) { try copyFolder(trees[0], as: name) }
            return
        }
        let folder = try staging.room.makeFolder(name)
        bundle = folder
        for tree in trees {
            if try moves && move(tree, to: folder, as: tree.name) { continue }
            copied.append(CopiedSource(tree, files: [try TreeCopy.copyFile(tree.parent, tree.name, to: folder)]))
        }
        isDeletable = try modes.open(folder)
    }

    private mutating func copyFolder(_ tree: SourceTree, as name: String) throws {
        let folder = try staging.room.makeFolder(name)
        bundle = folder
        let copy = TreeCopy(tree, to: folder)
        copied.append(CopiedSource(tree, files: try copy.files()))
        isDeletable = try copy.open(modes)
    }

    /// Renames a source into the staging, and opens it up.
    ///
    /// - Returns: false if the source must be copied instead: it is on another file system, is not the caller's alone,
    ///   or has access lists of its own.
    /// - Throws: `ErrorReport`, `refused`, if another object has taken the source's place, or some of it is not the
    ///   caller's alone.
    private mutating func move(_ tree: SourceTree, to folder: OpenFolder, as name: String) throws -> Bool {
        guard tree.isOwn, try !tree.hasAccessLists else { return false }
        do {
            try tree.parent.rename(tree.name, to: folder, as: name)
        } catch let failure as Failure where failure.code == "crosses-mounts" { return false }
        moved.append(MovedSource(tree: tree, folder: folder, name: name))
        // If the renamed object is not the one that was examined, the error makes the caller undo the move.
        guard try folder.status(of: name)?.isSameObject(as: tree.entries[0].status) == true else {
            throw ErrorReport("refused", "'\(tree.root)' was exchanged a moment ago", hint: "try again")
        }
        guard tree.isFolder else {
            try modes.openFile(name, in: folder, before: &moved[moved.count - 1].before)
            return true
        }
        let inner = try folder.folder(name)
        bundle = inner
        isDeletable = try modes.open(inner, before: &moved[moved.count - 1].before)
        return true
    }

    /// Moves everything back to its place, and removes the staging.
    ///
    /// - Throws: `ErrorReport`, `exists`, if something cannot go back; the staging then stays, and the error names its
    ///   path.
    func undo() throws {
        let stuck = moved.reversed().filter { !$0.putBack() }
        guard let first = stuck.first else { return staging.discard() }
        throw ErrorReport(
            "exists", "'\(first.tree.root)' cannot go back to its place: another object stands there",
            hint: "it is now in '\(staging.room.place() ?? staging.room.path)'")
    }
}

/// A source that has been renamed into a staging.
private struct MovedSource {
    let tree: SourceTree
    let folder: OpenFolder
    let name: String
    /// The entries whose modes were changed, as they were before.
    var before: [SourceTree.Entry] = []

    /// Restores the modes, and renames the source back.
    ///
    /// - Returns: false if it cannot be renamed.
    func putBack() -> Bool {
        if tree.isFolder, let inner = try? folder.folder(name) {
            Modes.restore(before, inner)
        } else {
            Modes.restore(before, folder)
        }
        return (try? folder.rename(name, to: tree.parent, as: tree.name)) != nil
    }
}
