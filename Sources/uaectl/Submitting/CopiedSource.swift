// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// A source that is removed after its copy is durable. It is removed beneath the descriptors through which it was read,
/// and only as far as it was copied: files that are new or have changed since stay.
struct CopiedSource {
    let tree: SourceTree
    /// The files as they were when they were read.
    let files: [SourceTree.Entry]

    init(_ tree: SourceTree, files: [SourceTree.Entry]) { (self.tree, self.files) = (tree, files) }

    /// - Returns: true if all of it is gone.
    func remove() -> Bool {
        guard let folder = tree.folder else {
            return files.allSatisfy { remove($0, tree.name, in: tree.parent) }
        }
        var isGone = true
        var cursor = Cursor(folder)
        for file in files {
            let place = try? cursor.folder(file.folder)
            isGone = place.map { remove(file, file.name, in: $0) } == true && isGone
        }
        for entry in tree.entries.dropFirst().reversed() where entry.isFolder {
            isGone = (try? cursor.folder(entry.folder).removeFolder(entry.name)) != nil && isGone
        }
        return isGone && removeRoot(folder)
    }

    private func remove(_ file: SourceTree.Entry, _ name: String, in folder: OpenFolder) -> Bool {
        guard let now = try? folder.status(of: name), now.isUnchanged(since: file.status) else { return false }
        return (try? folder.removeFile(name)) != nil
    }

    private func removeRoot(_ folder: OpenFolder) -> Bool {
        guard let own = try? folder.status(), let there = try? tree.parent.status(of: tree.name),
            there.isSameObject(as: own)
        else { return false }
        return (try? tree.parent.removeFolder(tree.name)) != nil
    }
}
