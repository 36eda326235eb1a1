// SPDX-License-Identifier: Apache-2.0
/// A traversal of trees: each folder comes before its contents, and entries come in the order of the given names.
///
/// It holds only the names in the folders on the way to the present entry, and no full paths: a folder of 100,000 files
/// costs its names alone. It does not recurse, because a deep tree would overflow a thread's stack.
struct TreeWalk {
    private var open: [(prefix: String, names: ArraySlice<String>)]

    /// - Parameter paths: files or folders.
    init(_ paths: [String]) { open = [("", paths[...])] }

    /// The next entry, nil at the end; `depth` is 0 for the initial paths.
    mutating func next() -> (path: String, depth: Int)? {
        while let last = open.indices.last {
            if let name = open[last].names.popFirst() { return (open[last].prefix + name, last) }
            open.removeLast()
        }
        return nil
    }

    /// Continues with the contents of the folder that `next` has just returned.
    mutating func enter(_ folder: String, _ names: [String]) { open.append((folder + "/", names[...])) }
}
