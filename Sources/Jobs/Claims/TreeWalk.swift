// SPDX-License-Identifier: Apache-2.0
/// A way through trees, each folder before what is in it, in the order of the names.
///
/// Holds the names of the folders that the present entry lies in, and a path of none of them: a folder of 100,000 files
/// costs their names alone. No recursion, which a deep tree would overflow a thread's stack with.
struct TreeWalk {
    private var open: [(prefix: String, names: ArraySlice<String>)]

    /// - Parameter paths: files or folders.
    init(_ paths: [String]) { open = [("", paths[...])] }

    /// The next entry; `depth` is 0 for the paths themselves.
    mutating func next() -> (path: String, depth: Int)? {
        while let last = open.indices.last {
            if let name = open[last].names.popFirst() { return (open[last].prefix + name, last) }
            open.removeLast()
        }
        return nil
    }

    /// What is in the folder that `next` told comes next.
    mutating func enter(_ folder: String, _ names: [String]) { open.append((folder + "/", names[...])) }
}
