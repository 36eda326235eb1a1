// SPDX-License-Identifier: Apache-2.0
import Durability
import Base
import Foundation

/// Where the work folder of an inbox may lie: on its outbox's mount, because publishing is one rename, and where nobody but uaed's user
/// may write.
public struct WorkPlacement: Sendable {
    private let state: String
    private let disk: any Disk

    public init(state: String, disk: any Disk = LocalDisk()) {
        self.state = state
        self.disk = disk
    }

    /// `<state>/work`, where a folder can be renamed from there into the outbox; else the configured one; else `.uaed` in an outbox
    /// that nobody else may write in.
    ///
    /// - Parameter configured: `work` of the inbox.
    /// - Throws: `Failure`, refused `no-work-folder`, with the line that mends it; the disk's where it is full or broken.
    public func folder(for outbox: String, configured: String?) throws -> String {
        var objections: [String] = []
        for path in [state + "/work", configured, outbox + "/.uaed"].compactMap(\.self) {
            // Without links: what was looked at is what is used.
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

    /// nil where it serves.
    private func objection(to place: String, _ outbox: String) throws -> String? {
        do {
            // Nothing is made where somebody else may write.
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

    /// With the links in it resolved; what is not there yet keeps its name.
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
