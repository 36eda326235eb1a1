// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI

/// Brings sources into a ``Staging``, and knows how to undo that.
struct Bringing {
    let staging: Staging
    let modes: Modes
    /// The bundle, once there is one.
    private(set) var bundle: OpenFolder?
    /// Whether the service may delete what is in the bundle.
    private(set) var isDeletable = true
    private var moved: [MovedSource] = []
    private(set) var copied: [CopiedSource] = []

    init(_ staging: Staging, _ modes: Modes) { (self.staging, self.modes) = (staging, modes) }

    /// A folder becomes the bundle `name`; files come into one.
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

    /// - Returns: false where it has to be copied: on another file system, or not the caller's alone.
    private mutating func move(_ tree: SourceTree, to folder: OpenFolder, as name: String) throws -> Bool {
        guard tree.isOwn, try !tree.hasAccessLists else { return false }
        do {
            try tree.parent.rename(tree.name, to: folder, as: name)
        } catch let failure as Failure where failure.code == "crosses-mounts" { return false }
        moved.append(MovedSource(tree: tree, folder: folder, name: name))
        // What stands here now is what was looked at, or goes back.
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

    /// Puts everything back that was moved, and removes the rest.
    ///
    /// - Throws: where something cannot go back: it stays, and the error says where.
    func undo() throws {
        let stuck = moved.reversed().filter { !$0.putBack() }
        guard let first = stuck.first else { return staging.discard() }
        throw ErrorReport(
            "exists", "'\(first.tree.root)' cannot go back to its place: another object stands there",
            hint: "it is now in '\(staging.room.place() ?? staging.room.path)'")
    }
}

/// A source that was renamed into a staging.
private struct MovedSource {
    let tree: SourceTree
    let folder: OpenFolder
    let name: String
    /// What was opened up, as it was before.
    var before: [SourceTree.Entry] = []

    /// - Returns: whether it stands at its place again, with its modes.
    func putBack() -> Bool {
        if tree.isFolder, let inner = try? folder.folder(name) {
            Modes.restore(before, inner)
        } else {
            Modes.restore(before, folder)
        }
        return (try? folder.rename(name, to: tree.parent, as: tree.name)) != nil
    }
}
