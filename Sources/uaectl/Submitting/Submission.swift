// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI
import FoundationEssentials
import Glibc

/// Puts a bundle into an inbox: it is staged in a private folder there, then moved to its place with a single rename.
///
/// Everything goes by descriptors, because other members of the inbox's group may exchange any name in it at any time.
struct Submission {
    /// The paths of one folder, or of files that become one.
    let sources: [String]
    let inbox: String
    let name: String
    /// True if the sources are to go: they are renamed if they are the caller's alone and on the same file system, else
    /// copied and then removed.
    var moves = false
    /// The user as whom the daemon runs, who gets the right to delete the input; nil: the inbox's owner.
    var service: UInt32?
    /// Called before each operation on a folder; tests use it.
    var watch: FolderWatch?

    struct Result: Equatable {
        /// The bundle's path in the inbox.
        var path: String
        /// Sources that were to be removed and are still there.
        var remaining: [String] = []
        /// True if the service may delete the bundle one day.
        var isDeletable = true
    }

    var target: String { inbox + "/" + name }

    /// Submits the bundle.
    ///
    /// - Throws: `ErrorReport`, `Failure`, or `CancellationError` if ``Interrupt`` is set. The inbox and the sources
    ///   are then as they were, with two exceptions: a moved source that cannot go back, whose error says where it is,
    ///   and the errors of ``Staging/confirm(_:_:)``, which come after the bundle was put at its place.
    func run() throws -> Result {
        let trees = try checkedTrees()
        let place = try openInbox()
        let modes = Modes(service: try service ?? place.status().owner)
        let staging = try Staging(for: name, in: place, process: getpid())
        var bringing = Bringing(staging, modes)
        do {
            try stage(trees, &bringing)
        } catch {
            try bringing.undo()
            throw error
        }
        defer { staging.removeName() }
        try staging.confirm(bringing.bundle, name)
        // Now the copies are durable, and so is the bundle's name.
        let remaining = moves ? bringing.copied.filter { !$0.remove() }.map(\.tree.root) : []
        return Result(path: target, remaining: remaining, isDeletable: bringing.isDeletable)
    }

    /// Stages the bundle, and moves it to its place.
    private func stage(_ trees: [SourceTree], _ bringing: inout Bringing) throws {
        try bringing.bring(trees, as: name, moves: moves)
        try Interrupt.check()
        try bringing.staging.room.syncAll()
        try Interrupt.check()
        do {
            try bringing.staging.release(name)
        } catch let failure as Failure where failure.code == "exists" { throw taken }
    }

    /// - Throws: `exists` if the bundle's name is taken; `Failure` if the inbox cannot be opened.
    func openInbox() throws -> OpenFolder {
        let folder = try OpenFolder(at: inbox, watch: watch)
        guard try folder.status(of: name) == nil else { throw taken }
        return folder
    }

    /// The sources as trees.
    ///
    /// - Throws: `usage` for a bad name, or several sources with a folder among them; `refused` if the inbox lies in
    ///   the source; what ``SourceTree`` throws.
    func checkedTrees() throws -> [SourceTree] {
        try BundleName.check(name)
        let trees = try sources.map { try SourceTree(Paths.absolute($0), watch: watch) }
        guard !trees.isEmpty, trees.count == 1 || !trees.contains(where: \.isFolder) else {
            throw ErrorReport("usage", "a bundle is one folder, or files", hint: "copy the files into the folder first")
        }
        if trees[0].isFolder, Self.real(inbox).hasPrefix(Self.real(trees[0].root) + "/") {
            throw ErrorReport("refused", "the inbox '\(inbox)' lies in '\(trees[0].root)'")
        }
        return trees
    }

    private static func real(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

    private var taken: ErrorReport {
        ErrorReport("exists", "'\(target)' is there already", hint: "choose another name: --name NAME")
    }
}
