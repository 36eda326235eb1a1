// SPDX-License-Identifier: Apache-2.0
/// The numbering of watched folders: the inboxes and everything below them that is watched, as one `uaed-watch` knows it.
///
/// Pure bookkeeping: what is on the disk it is told.
struct WatchedFolders {
    enum State { case asked, inForce, failed }

    struct Folder {
        /// nil: an inbox.
        var parent: Int?
        /// An inbox's number is its own.
        var root: Int
        /// The one directly in the inbox that it lies in, or is; nil for an inbox.
        var top: Int?
        var name: [UInt8]
        var inode: UInt64
        var state = State.asked
        var children: [[UInt8]: Int] = [:]
    }

    private(set) var folders: [Int: Folder] = [:]
    private var last = 0
    /// Folders of each state are counted, not sought.
    private var counts: [State: Int] = [:]

    var asked: Int { counts[.asked, default: 0] }
    var inForce: Int { counts[.inForce, default: 0] }
    /// `uaed-watch` knows no greater number, and none twice.
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

    /// What stands in a folder now: one that got another name keeps its number and all below it.
    ///
    /// - Parameters:
    ///   - found: names and inodes of its folders.
    ///   - isRetry: those that could not be watched get a new number, to be tried again.
    /// - Returns: numbers that are to be watched, and numbers that are not any more.
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

    /// The inbox's entry that a folder lies in, or is.
    func entry(of number: Int) -> [UInt8]? { folders[number]?.top.flatMap { folders[$0]?.name } }

    /// Below its inbox.
    func path(of number: Int) -> [UInt8] {
        var names: [[UInt8]] = []
        var next = folders[number]
        while let folder = next, let parent = folder.parent {
            names.append(folder.name)
            next = folders[parent]
        }
        return Array(names.reversed().joined(separator: [UInt8(ascii: "/")]))
    }

    /// With all below it.
    ///
    /// - Returns: the numbers.
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
