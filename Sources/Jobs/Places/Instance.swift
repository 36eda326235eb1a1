// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Glibc
import JobRecords

/// Which daemon this is. Several daemons may have work folders in one place, each with its own jobs.
public struct Instance: Sendable {
    /// 32 hex digits, which name the work folders.
    public let id: String
    /// Held while the daemon runs, so that no other daemon uses its work folders.
    private let locks: [any FileLock]
    private let works: [String: WorkFolder]

    /// Finds or makes the id, and makes and locks the work folders.
    ///
    /// - Parameters:
    ///   - state: the state directory, which keeps the id.
    ///   - places: the folders in which the work folders of all inboxes lie.
    /// - Throws: `Failure`, refused `several-instances` or `already-running`; or the disk's.
    public init(state: String, places: [String], disk: any Disk = LocalDisk()) throws {
        let file = state + "/instance"
        let known = try disk.contents(of: file, limit: 1024).flatMap { Self.id(in: $0) }
        let id = try known ?? Self.found(in: places, file, disk) ?? Self.fresh()
        if known == nil { try disk.writeDurably(Array((id + "\n").utf8), to: file) }
        var (locks, works) = ([any FileLock](), [String: WorkFolder]())
        for place in Set(places).sorted() {
            let work = WorkFolder("\(place)/\(id)")
            try work.make(on: disk, passingOn: nil)
            guard let lock = try disk.lock(Self.lock(work.path)) else { throw Self.taken(work.path) }
            locks.append(lock)
            works[place] = work
        }
        (self.id, self.locks, self.works) = (id, locks, works)
    }

    /// This daemon's work folder in a place.
    public func work(in place: String) -> WorkFolder { works[place] ?? WorkFolder("\(place)/\(id)") }

    private static func lock(_ folder: String) -> String { folder + "/lock" }

    private static func fresh() -> String {
        (0..<4).map { _ in
            let digits = String(UInt32.random(in: 0...UInt32.max), radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// The id in the file's contents; nil if they hold none.
    private static func id(in bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self).trimmed
        return isID(text) ? text : nil
    }

    private static func isID(_ name: String) -> Bool {
        name.utf8.count == 32 && name.allSatisfy { $0.isHexDigit && $0.isASCII }
    }

    /// For a new state directory: the id of the one instance that has a work folder in a place and no running daemon;
    /// nil if there is none.
    ///
    /// - Throws: `Failure`, refused `several-instances`, if there are more.
    private static func found(in places: [String], _ file: String, _ disk: any Disk) throws -> String? {
        var free: Set<String> = []
        for place in Set(places) where try disk.status(place) != nil {
            for name in try disk.names(in: place) where isID(name) {
                let folder = "\(place)/\(name)"
                guard try disk.status(folder)?.owner == geteuid(), try disk.lock(lock(folder)) != nil else { continue }
                free.insert(name)
            }
        }
        guard free.count > 1 else { return free.first }
        throw Failure(
            .refused, code: "several-instances",
            "the state directory is new, and work folders of \(free.count) daemons are there: "
                + free.sorted().joined(separator: ", "),
            hint: "say whose jobs go on: echo ID > '\(file)'", file: file)
    }

    private static func taken(_ folder: String) -> Failure {
        Failure(
            .refused, code: "already-running", "another uaed uses the work folder \(folder)",
            hint: "stop it; or rm the file 'instance' in this one's state directory, and it begins afresh", file: folder
        )
    }
}
