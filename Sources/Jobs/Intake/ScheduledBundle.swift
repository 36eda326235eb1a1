import Durability
import Failures
import Foundation

/// A tick's own copy of what it augments: made beside the daemon's turns under a hidden name, then renamed to a claim.
///
/// The inbox shows how far it came: nothing or the hidden folder, and the tick begins again; the claim, and it is the
/// tick's job, whether the ledger knew it or not.
public struct ScheduledBundle: Sendable {
    /// `nightly@2026-11-24T0300Z`: bundle, claim and result are called so.
    public let name: String
    public let inbox: InboxPlace
    let disk: any Disk

    public init(name: String, inbox: InboxPlace, disk: any Disk = LocalDisk()) {
        self.name = name
        self.inbox = inbox
        self.disk = disk
    }

    private var staged: String { "\(inbox.path)/.\(name).scheduled" }

    /// Copies `source`; takes as long as the disk takes.
    ///
    /// - Parameters:
    ///   - owner: who must own it; nil: whoever does.
    ///   - choosesNewest: of several checkpoints only the newest, unless its job.toml names one.
    ///   - seed: nil: the source's own.
    ///   - reserve: bytes that stay free.
    /// - Returns: the source's owner.
    /// - Throws: `Failure`, environment, where there is too little room, or a file changes while it is copied; refused, where
    ///   it may not be copied.
    public func stage(
        _ source: String, of owner: UInt32? = nil, choosesNewest: Bool, seed: Int?, reserve: Int = 0
    ) throws -> UInt32 {
        let (tree, actual) = try open(source, of: owner)
        let jobFile = try jobFileName(in: source, tree)
        let text = try jobFile.map { try read("\(source)/\($0)", tree, owner: actual) }
        let replaced = seed == nil ? nil : jobFile
        var newest: NewestCheckpoint?
        if choosesNewest, text?.choosesCheckpoint != true { newest = try NewestCheckpoint(in: source, disk: tree) }
        let copy = TreeCopy(of: tree, to: disk) { [newest] path in path != replaced && newest?.isWanted(path) ?? true }
        try checkRoom(copy.bytes(source), reserve)
        try copy.copy(source, to: staged)
        if let seed {
            let changed = (text ?? JobFileText("")).with(seed: seed)
            try disk.writeDurably(Array(changed.text.utf8), to: "\(staged)/\(jobFile ?? "job.toml")")
        }
        return actual
    }

    /// The folder and its owner, of one moment: what is put in its place later is not looked at.
    private func open(_ source: String, of owner: UInt32?) throws -> (any DiskReading, owner: UInt32) {
        guard try disk.status(source)?.kind == .folder else {
            throw Failure.refused(
                "no-source", "there is no such folder",
                hint: "put it back, name the folder itself where it is a link, or: uaectl schedule remove", file: source
            )
        }
        let tree = try disk.beneath(source)
        guard let actual = try tree.status(source)?.owner, owner ?? actual == actual else {
            throw Failure.refused(
                "not-permitted", "does not belong to the schedule's owner any more",
                hint: "its owner may set the schedule, and uaed's administrators (admin_group)", file: source)
        }
        return (tree, actual)
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
        try tree.names(in: folder).first { $0 == "job.toml" || $0.hasSuffix(".job.toml") && !IgnoredName.matches($0) }
    }

    private func read(_ file: String, _ tree: any DiskReading, owner: UInt32) throws -> JobFileText {
        JobFileText(try SourceFile(file, in: tree, owner: owner).text(limit: 1 << 20))
    }

    /// The number of the claim that an earlier attempt left; nil where there is none.
    public func claimed() throws -> Int? {
        try disk.names(in: inbox.path).compactMap(ClaimName.init)
            .first { $0.bundle == name && $0.isInput }?.job
    }

    public func claim(as job: Int) throws {
        try disk.rename(staged, to: "\(inbox.path)/\(ClaimName(bundle: name, job: job, .claimed).name)")
        try disk.syncFolder(inbox.path)
    }

    public func discard() throws { try disk.removeTree(staged) }

    /// Copies that a killed daemon left half made: `.nightly@2026-11-24T0300Z.scheduled`. What is not ours stays.
    ///
    /// - Returns: what could not be removed, for the log.
    public static func discardAll(in inbox: String, disk: any Disk = LocalDisk()) throws -> [String] {
        try disk.names(in: inbox).filter { $0.hasPrefix(".") && $0.contains(stamp) }.compactMap { name in
            do {
                guard try disk.status("\(inbox)/\(name)")?.owner == geteuid() else { return nil }
                try disk.removeTree("\(inbox)/\(name)")
                return nil
            } catch {
                return "\(inbox)/\(name): \((error as? Failure)?.description ?? "\(error)")"
            }
        }
    }

    private static var stamp: Regex<Substring> { /@[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{4}Z\.scheduled$/ }
}
