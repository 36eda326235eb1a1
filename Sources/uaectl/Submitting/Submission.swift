// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI
import Foundation

/// A bundle's way into an inbox: into a room of one's own there, then by one rename to its place.
///
/// Everything goes by descriptors: the other members of the inbox's group may exchange any name in it at any moment.
struct Submission {
    /// A folder, or files that become one.
    let sources: [String]
    let inbox: String
    let name: String
    /// The sources go: renamed where they are the caller's alone and on the same file system, else copied and then removed.
    var moves = false
    /// As whom the daemon runs, where that is known: it may then delete the input.
    var service: UInt32?
    /// For tests.
    var watch: FolderWatch?

    struct Result: Equatable {
        /// Where the bundle stands now.
        var path: String
        /// Sources that should have gone and are still there.
        var remaining: [String] = []
        /// Whether the service may delete it one day.
        var isDeletable = true
    }

    var target: String { inbox + "/" + name }

    /// - Throws: `ErrorReport`, `Failure`, or `CancellationError` where ``Interrupt`` is set; the inbox and the sources are
    ///   then as they were. `exchanged` alone comes after the bundle has left for its place.
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
        // Their copies are durable, and so is the name under which they stand.
        let remaining = moves ? bringing.copied.filter { !$0.remove() }.map(\.tree.root) : []
        return Result(path: target, remaining: remaining, isDeletable: bringing.isDeletable)
    }

    /// Up to the one rename that puts the bundle at its place.
    private func stage(_ trees: [SourceTree], _ bringing: inout Bringing) throws {
        try bringing.bring(trees, as: name, moves: moves)
        try Interrupt.check()
        try bringing.staging.room.syncAll()
        try Interrupt.check()
        do {
            try bringing.staging.release(name)
        } catch let failure as Failure where failure.code == "exists" { throw taken }
    }

    /// - Throws: `exists` where the bundle's name is taken.
    func openInbox() throws -> OpenFolder {
        let folder = try OpenFolder(at: inbox, watch: watch)
        guard try folder.status(of: name) == nil else { throw taken }
        return folder
    }

    /// What would be brought, where nothing stands against it.
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
