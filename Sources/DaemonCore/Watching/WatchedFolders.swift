// SPDX-License-Identifier: Apache-2.0
/// The numbers of the watched folders (the inboxes and everything below them) that one `uaed-watch` knows. It does not look at
/// the disk itself.
struct WatchedFolders {
    enum State { case asked, inForce, failed }

    struct Folder {
        /// The folder above; nil for an inbox.
        var parent: Int?
        /// The number of its inbox; an inbox has its own.
        var root: Int
        /// The folder directly in the inbox that it is in, or is itself; nil for an inbox.
        var top: Int?
        var name: [UInt8]
        var inode: UInt64
        var state = State.asked
        var children: [[UInt8]: Int] = [:]
    }

    private(set) var folders: [Int: Folder] = [:]
    private var last = 0
    /// The number of folders in each state, kept so that no search is needed.
    private var counts: [State: Int] = [:]

    var asked: Int { counts[.asked, default: 0] }
    var inForce: Int { counts[.inForce, default: 0] }
    /// The limit of `uaed-watch`, which takes no number twice.
    static let mostNumber = 1 << 21
    var isExhausted: Bool { last >= Self.mostNumber - 1 }

    func numbers(in state: State) -> [Int] { folders.filter { $0.value.state == state }.map(\.key) }
    subscript(_ number: Int) -> Folder? { folders[number] }
    var roots: [Int] { folders.filter { $0.value.parent == nil }.map(\.key) }

    mutating func addRoot(_ path: [UInt8]) -> Int {
        let number = fresh()
        insert(number, Folder(parent: nil, root: number, top: nil, name: path, inode: 0))
        return number
    }

    mutating func setInode(_ number: Int, _ inode: UInt64) { folders[number]?.inode = inode }

    mutating func set(_ number: Int, _ state: State) {
        guard let before = folders[number]?.state else { return }
        counts[before, default: 0] -= 1
        counts[state, default: 0] += 1
        folders[number]?.state = state
    }

    /// Takes over what is in a folder now. A folder that got another name keeps its number and everything below it.
    ///
    /// - Parameters:
    ///   - found: the names and inodes of its folders.
    ///   - isRetry: true to give those that could not be watched a new number, so that they are tried again.
    /// - Returns: the numbers to watch, and the numbers to watch no longer.
    mutating func update(_ number: Int, _ found: [[UInt8]: UInt64], isRetry: Bool) -> (new: [Int], gone: [Int]) {
        guard let folder = folders[number] else { return ([], []) }
        var left = folder.children.filter { name, child in
            folders[child].map { found[name] != $0.inode || isRetry && $0.state == .failed } ?? true
        }
        let stayed = folder.children.filter { left[$0.key] == nil }
        var moved = Dictionary(
            left.compactMap { name, child in
                folders[child].flatMap { $0.state == .failed ? nil : ($0.inode, (name, child)) }
            }, uniquingKeysWith: { first, _ in first })
        var children = stayed
        var new: [Int] = []
        for (name, inode) in found where stayed[name] == nil {
            if let (old, child) = moved.removeValue(forKey: inode) {
                left[old] = nil
                folders[child]?.name = name
                children[name] = child
            } else if let child = add(name, inode, in: number) {
                children[name] = child
                new.append(child)
            }
        }
        folders[number]?.children = children
        return (new, left.values.flatMap { remove($0) })
    }

    /// The entry of the inbox that a folder is in, or is itself.
    func entry(of number: Int) -> [UInt8]? { folders[number]?.top.flatMap { folders[$0]?.name } }

    /// The path relative to the inbox.
    func path(of number: Int) -> [UInt8] {
        var names: [[UInt8]] = []
        var next = folders[number]
        while let folder = next, let parent = folder.parent {
            names.append(folder.name)
            next = folders[parent]
        }
        return Array(names.reversed().joined(separator: [UInt8(ascii: "/")]))
    }

    /// Removes a folder and everything below it.
    ///
    /// - Returns: the numbers that were removed.
    mutating func remove(_ number: Int) -> [Int] {
        var numbers = [number]
        var index = 0
        while index < numbers.count {
            if let folder = folders.removeValue(forKey: numbers[index]) {
                counts[folder.state, default: 0] -= 1
                numbers += folder.children.values
            }
            index += 1
        }
        return numbers
    }

    private mutating func add(_ name: [UInt8], _ inode: UInt64, in parent: Int) -> Int? {
        guard let above = folders[parent], !isExhausted else { return nil }
        let number = fresh()
        insert(number, Folder(parent: parent, root: above.root, top: above.top ?? number, name: name, inode: inode))
        return number
    }

    private mutating func fresh() -> Int {
        last += 1
        return last
    }

    private mutating func insert(_ number: Int, _ folder: Folder) {
        folders[number] = folder
        counts[folder.state, default: 0] += 1
    }
}
