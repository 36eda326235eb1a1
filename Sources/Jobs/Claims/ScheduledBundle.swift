// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Durability

/// A tick's own copy of what it augments: made outside the daemon's turns under a hidden name, then renamed to a claim.
///
/// The copy is made in a folder of uaed's that nobody else may enter until it is whole, and everything is written
/// beneath it while it is held. A note in the work folder identifies it, so that a start can remove what a killed
/// daemon left.
public struct ScheduledBundle: Sendable {
    /// `nightly@2026-11-24T0300Z`: the name of bundle, claim and result.
    public let name: String
    public let inbox: InboxPlace
    let disk: any Disk

    /// Memberwise initialiser.
    public init(name: String, inbox: InboxPlace, disk: any Disk = LocalDisk()) {
        self.name = name
        self.inbox = inbox
        self.disk = disk
    }

    /// A complete copy.
    public struct Staged: Sendable {
        let path: String
        /// The identity of the copy.
        public let identity: ObjectIdentity
        /// The owner of the folder that was copied.
        public let owner: UInt32
    }

    /// Copies `source`, which takes as long as the disk needs.
    ///
    /// - Parameters:
    ///   - owner: who must own `source`; nil accepts anybody.
    ///   - identity: what `source` must be; nil accepts any folder.
    ///   - choosesNewest: whether to copy only the newest of several checkpoints, unless its job.toml names one.
    ///   - seed: for the copy's job.toml; nil keeps the source's own.
    ///   - reserve: bytes that must stay free.
    /// - Throws: `Failure`, environment if there is too little room, or a file changes while it is copied; refused if
    ///   it may not be copied.
    public func stage(
        _ source: String, of owner: UInt32? = nil, being identity: ObjectIdentity? = nil, choosesNewest: Bool,
        seed: Int?, reserve: Int = 0
    ) throws -> Staged {
        let (tree, actual) = try open(source, of: owner, being: identity)
        let jobFile = try jobFileName(in: source, tree)
        let text = try jobFile.map { try read("\(source)/\($0)", tree, owner: actual) }
        let replaced = seed == nil ? nil : jobFile
        var newest: NewestCheckpoint?
        if choosesNewest, text?.choosesCheckpoint != true { newest = try NewestCheckpoint(in: source, disk: tree) }
        let copy = TreeCopy(of: tree, to: disk) { [newest] path in path != replaced && newest?.isWanted(path) ?? true }
        try checkRoom(copy.bytes(source), reserve)
        try discard()
        let staging = ScheduleStaging(name, inbox, disk)
        let held = try staging.make()
        try copy.copy(source, into: held)
        if let seed {
            let changed = (text ?? JobFileText("")).with(seed: seed)
            try disk.writeWhole(Array(changed.text.utf8), to: "\(held.way)/\(jobFile ?? "job.toml")")
        }
        try held.openUp(ResultAccess(folderMode: 0o755, fileMode: 0o644))
        try disk.syncAll(inbox.path)
        return Staged(path: staging.path, identity: held.identity, owner: actual)
    }

    /// The folder, held, and its owner, of one moment: a folder that is put in its place later is not read.
    private func open(
        _ source: String, of owner: UInt32?, being identity: ObjectIdentity?
    ) throws -> (any DiskReading, owner: UInt32) {
        guard let tree = try disk.hold(source), identity.map(tree.identity.isSame) ?? true else {
            throw Failure.refused(
                "no-source", "there is no such folder",
                hint: "put it back, name the folder itself where it is a link, or: uaectl schedule remove", file: source
            )
        }
        guard owner ?? tree.identity.owner == tree.identity.owner else {
            throw Failure.refused(
                "not-permitted", "does not belong to the schedule's owner any more",
                hint: "its owner may set the schedule, and uaed's administrators (admin_group)", file: source)
        }
        return (tree, tree.identity.owner)
    }

    private func checkRoom(_ bytes: Int, _ reserve: Int) throws {
        let free = try disk.freeSpace(at: inbox.path).bytes
        guard free < bytes.saturatingAdd(reserve) else { return }
        throw Failure(
            .environment, code: "disk-full",
            "there is too little room for a copy: \(bytes) bytes are needed, \(free) are free, and \(reserve) stay free "
                + "(disk_reserve)", hint: "make room: df -h '\(inbox.path)'; uaed goes on by itself", file: inbox.path)
    }

    private func jobFileName(in folder: String, _ tree: any DiskReading) throws -> String? {
        try tree.names(in: folder).first {
            FileKind($0) == .jobFile && !IgnoredName.matches($0)
        }
    }

    private func read(_ file: String, _ tree: any DiskReading, owner: UInt32) throws -> JobFileText {
        JobFileText(try SourceFile(file, in: tree, owner: owner).text(limit: 1 << 20))
    }

    /// Renames the copy to its claim, and makes that name durable.
    ///
    /// - Throws: environment `changes` if something else is in the copy's place.
    func claim(_ staged: Staged, as job: Int) throws {
        let claim = "\(inbox.path)/\(ClaimName(bundle: name, job: job, .claimed).name)"
        try disk.rename(staged.path, to: claim)
        guard try disk.hold(claim)?.identity.isSame(as: staged.identity) == true else {
            throw Claiming.changes(staged.path)
        }
        try disk.syncFolder(inbox.path)
    }

    /// Removes what an earlier attempt left.
    public func discard() throws { try ScheduleStaging(name, inbox, disk).discard() }

    /// Removes unfinished copies that a killed daemon left.
    ///
    /// - Returns: a line for the log for each copy that could not be removed.
    public static func discardAll(for inbox: InboxPlace, disk: any Disk = LocalDisk()) throws -> [String] {
        try ScheduleStaging.all(inbox, disk).compactMap { staging in
            do {
                try staging.discard()
                return nil
            } catch {
                return "\(staging.path): \((error as? Failure)?.description ?? "\(error)")"
            }
        }
    }
}
