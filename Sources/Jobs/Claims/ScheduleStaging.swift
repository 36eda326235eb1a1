// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Durability
import FoundationEssentials
import Glibc

/// The hidden folder of an inbox that a tick's copy is made in, and the note in the work folder that identifies it. A
/// name alone would let anybody make uaed delete what they put there.
struct ScheduleStaging {
    let path: String
    private let note: String
    private let inbox: InboxPlace
    private let disk: any Disk

    /// The contents of `schedules/NAME.json`.
    private struct Note: Codable {
        var schema = 1
        var path: String
        var identity: ObjectIdentity
    }

    /// - Parameter name: of the bundle.
    init(_ name: String, _ inbox: InboxPlace, _ disk: any Disk) {
        self.inbox = inbox
        self.disk = disk
        note = "\(inbox.work.schedules)/\(name)\(Self.ending)"
        // Random, because somebody else could put something under a predictable name first.
        path = "\(inbox.path)/.\(name).\(UInt32.random(in: 0...UInt32.max)).scheduled"
    }

    private static let ending = ".json"

    /// The staging folders of all notes.
    static func all(_ inbox: InboxPlace, _ disk: any Disk) throws -> [ScheduleStaging] {
        guard try disk.status(inbox.work.schedules) != nil else { return [] }
        return try disk.names(in: inbox.work.schedules).filter { $0.hasSuffix(ending) && !$0.isHidden }
            .map { ScheduleStaging(String($0.dropLast(ending.count)), inbox, disk) }
    }

    /// Makes the folder, which only uaed's user may enter, and then its note.
    ///
    /// - Throws: environment `changes` if somebody put another folder in its place; or the disk's failure.
    func make() throws -> any HeldFolder {
        try inbox.work.make(on: disk, passingOn: nil)
        try disk.makeFolder(path, mode: 0o700)
        guard let held = try disk.hold(path), held.identity.owner == geteuid(), try held.names(in: path).isEmpty else {
            throw Claiming.changes(path)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try disk.writeDurably(encoder.encode(Note(path: path, identity: held.identity)), to: note)
        return held
    }

    /// Removes the folder that the note names, if it is still the same one, and then the note.
    func discard() throws {
        guard let bytes = try disk.contents(of: note, limit: 1 << 20) else { return }
        if let told = try? JSONDecoder().decode(Note.self, from: Data(bytes)),
            let held = try disk.hold(told.path), held.identity.isSame(as: told.identity)
        {
            try held.empty()
            try disk.removeFolder(told.path)
        }
        try disk.removeFile(note)
    }

    /// Removes the note, because the folder is a claim now.
    func forget() throws { if try disk.status(note) != nil { try disk.removeFile(note) } }
}
