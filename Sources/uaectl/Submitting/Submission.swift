import CLinux
import ControlAPI
import Failures
import Foundation

/// A bundle's way into an inbox: under a dot-name, which the daemon ignores, then by one rename.
struct Submission {
    /// A folder, or files that become one.
    let sources: [String]
    let inbox: String
    let name: String
    /// The sources go: renamed on the same file system, else copied and then removed.
    var moves = false

    struct Result: Equatable {
        /// Where the bundle stands now.
        var path: String
        /// Sources that should have gone and are still there.
        var remaining: [String] = []
    }

    var target: String { inbox + "/" + name }
    private var staging: String { inbox + "/.\(name).submit-\(getpid())" }

    /// - Throws: `ErrorReport`, or `CancellationError` where ``Interrupt`` is set; the inbox and the sources are then as
    ///   they were, but for the modes of what was moved.
    func run() throws -> Result {
        let trees = try checkedTrees()
        var moved: [Rename] = []
        do {
            try stage(trees, &moved)
            try Interrupt.check()
            try publish()
        } catch {
            for rename in moved.reversed() { rename.undo() }
            try? FileManager.default.removeItem(atPath: staging)
            throw error
        }
        return Result(path: target, remaining: removeCopied(trees, moved))
    }

    /// What would be brought, where nothing stands against it.
    func checkedTrees() throws -> [SourceTree] {
        try BundleName.check(name)
        let trees = try sources.map { try SourceTree(Paths.absolute($0)) }
        try check(trees)
        return trees
    }

    private func check(_ trees: [SourceTree]) throws {
        guard !trees.isEmpty, trees.count == 1 || !trees.contains(where: \.isFolder) else {
            throw ErrorReport("usage", "a bundle is one folder, or files", hint: "copy the files into the folder first")
        }
        if trees[0].isFolder, Self.real(inbox).hasPrefix(Self.real(trees[0].root) + "/") {
            throw ErrorReport("refused", "the inbox '\(inbox)' lies in '\(trees[0].root)'")
        }
        var status = stat()
        guard lstat(target, &status) != 0 else { throw taken }
    }

    private static func real(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

    private var taken: ErrorReport {
        ErrorReport("exists", "'\(target)' is there already", hint: "choose another name: --name NAME")
    }

    private func stage(_ trees: [SourceTree], _ moved: inout [Rename]) throws {
        if trees[0].isFolder { return try bring(trees[0], to: staging, &moved) }
        try FileCopy.makeFolder(staging)
        for tree in trees {
            try bring(tree, to: staging + "/" + tree.root.lastName, &moved)
        }
    }

    private func bring(_ tree: SourceTree, to place: String, _ moved: inout [Rename]) throws {
        let rename = Rename(from: tree.root, to: place)
        guard moves, try rename.make() else { return try FileCopy.copy(tree, to: place) }
        moved.append(rename)
        for entry in tree.entries {
            try FileCopy.open(entry.path.isEmpty ? place : place + "/" + entry.path, isFolder: entry.isFolder)
        }
    }

    private func publish() throws {
        switch uaed_rename_new(staging, target) {
        case 0: return
        case EEXIST, ENOTEMPTY: throw taken
        case let code: throw ErrorReport.system("cannot rename '\(staging)' to '\(target)'", code)
        }
    }

    /// - Returns: what could not be removed.
    private func removeCopied(_ trees: [SourceTree], _ moved: [Rename]) -> [String] {
        guard moves else { return [] }
        let copied = trees.map(\.root).filter { root in !moved.contains { $0.from == root } }
        return copied.filter { (try? FileManager.default.removeItem(atPath: $0)) == nil }
    }
}

/// A rename that can be taken back.
struct Rename {
    let from: String
    let to: String

    /// - Returns: false where the two places are on different file systems.
    func make() throws -> Bool {
        switch uaed_rename_new(from, to) {
        case 0: return true
        case EXDEV: return false
        case let code: throw ErrorReport.system("cannot move '\(from)' to '\(to)'", code)
        }
    }

    func undo() { _ = uaed_rename_new(to, from) }
}
