// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import FoundationEssentials
import Glibc

/// Where the work folder of an inbox may lie: on its outbox's mount, because publication is one rename, and where
/// nobody but uaed's user may write.
public struct WorkPlacement: Sendable {
    private let state: String
    private let disk: any Disk

    /// - Parameter state: the state directory.
    public init(state: String, disk: any Disk = LocalDisk()) {
        self.state = state
        self.disk = disk
    }

    /// `<state>/work` if a folder can be renamed from there into the outbox; else the configured folder; else `.uaed`
    /// in the outbox, if nobody else may write there.
    ///
    /// - Parameter configured: the inbox's `work`; nil if it has none.
    /// - Throws: `Failure`, refused `no-work-folder`, with the line that mends it; the disk's own if the disk is full
    ///   or broken.
    public func folder(for outbox: String, configured: String?) throws -> String {
        var objections: [String] = []
        for path in [state + "/work", configured, outbox + "/.uaed"].compactMap(\.self) {
            // Without links, so that what is checked is what is used.
            let place = Self.real(path)
            guard let objection = try objection(to: place, outbox) else { return place }
            objections.append("\(place): \(objection)")
        }
        let parent = URL(fileURLWithPath: outbox).deletingLastPathComponent().path
        throw Failure(
            .refused, code: "no-work-folder",
            "uaed has no place of its own from which a result can be renamed into the outbox \(outbox)",
            hint:
                "add to its [[inbox]]: work = \"\(parent)/uaed-work\", a folder on the outbox's mount below folders that only "
                + "root and uaed's user may write in; under systemd one ReadWritePaths=\(parent) for both",
            file: outbox,
            cause: objections.joined(separator: "; "))
    }

    /// Why the place cannot be used; nil if it can.
    private func objection(to place: String, _ outbox: String) throws -> String? {
        do {
            // Checked before as well, because nothing may be made where somebody else can write.
            let trusted = TrustedFolder(disk: disk)
            if let objection = try trusted.objection(to: place) { return objection }
            if try disk.status(place) == nil { try disk.makeFolders(place, mode: 0o755) }
            try disk.makePrivateFolder(place, passingOn: nil)
            if let objection = try trusted.objection(to: place) { return objection }
            try tryRename(from: place, into: outbox)
            return nil
        } catch let failure as Failure where !RootCheck.passing.contains(failure.code) {
            return failure.message
        }
    }

    /// The path with symbolic links resolved; components that do not exist keep their names.
    private static func real(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }

    private func tryRename(from place: String, into outbox: String) throws {
        let name = ".uaed-check-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let (before, after) = ("\(place)/\(name)", "\(outbox)/\(name)")
        try disk.makeFolder(before)
        do {
            try disk.rename(before, to: after)
        } catch {
            try? disk.removeFolder(before)
            throw error
        }
        try disk.removeFolder(after)
    }
}
