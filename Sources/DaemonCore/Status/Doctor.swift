// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import Durability
import FoundationEssentials
import JobRecords
import Jobs
import Ledger

/// Checks everything that the daemon depends on. It runs on another thread, never in a turn, because a disk can be slow.
package struct Doctor: Sendable {
    let configuration: Configuration
    let ledger: Ledger
    let disk: any Disk
    let works: [WorkFolder]
    let watches: Int
    /// The daemon's own troubles.
    let degraded: [String]

    package func report() -> DoctorReport {
        var checks = [database, state, cage]
        for inbox in configuration.inboxes {
            checks.append(place("inbox", inbox.path) { try RootCheck(disk: disk).inbox($0) })
        }
        for outbox in outboxes { checks.append(place("outbox", outbox) { try RootCheck(disk: disk).outbox($0) }) }
        checks += ([configuration.state] + outboxes).map(space)
        checks.append(watchLimit)
        checks += works.map(orphans) + configuration.inboxes.map(claims) + [openJobs]
        checks += degraded.map {
            DoctorReport.Check("daemon", ok: false, $0, hint: "uaectl status tells when it is over")
        }
        return DoctorReport(version: Release.version, checks: checks)
    }

    var outboxes: [String] { Set(configuration.inboxes.map(\.outbox)).sorted() }

    /// Returns the check that `body` makes; if it throws, the check has failed with that error.
    func check(_ name: String, _ subject: String, _ body: () throws -> DoctorReport.Check) -> DoctorReport.Check {
        do {
            return try body()
        } catch {
            let failure = error as? Failure
            return DoctorReport.Check(
                name, ok: false, "\(subject): \(failure?.message ?? "\(error)")",
                hint: failure?.hint ?? "ls -ld '\(subject)'")
        }
    }

    // MARK: Files

    private var database: DoctorReport.Check {
        check("database", configuration.state) {
            try ledger.check()
            let jobs = try ledger.counts().values.reduce(0, +)
            return DoctorReport.Check("database", ok: true, "the ledger is whole and holds \(counted(jobs, "job"))")
        }
    }

    private var state: DoctorReport.Check {
        check("state", configuration.state) {
            let file = configuration.state + "/.uaed-check"
            try disk.writeDurably([], to: file)
            try disk.removeFile(file)
            return DoctorReport.Check("state", ok: true, "\(configuration.state) can be written")
        }
    }

    private var cage: DoctorReport.Check {
        let parts = CageParts(tried: ())
        return DoctorReport.Check("cage", ok: parts.isWhole, parts.sentence, hint: parts.hint)
    }

    private func place(_ name: String, _ path: String, _ test: (String) throws -> Void) -> DoctorReport.Check {
        check(name, path) {
            guard try disk.status(path) != nil else {
                return DoctorReport.Check(
                    name, ok: false, "\(path) is not there", hint: "mount it, or mkdir -p '\(path)'")
            }
            try test(path)
            return DoctorReport.Check(name, ok: true, "\(path) can be written, and renaming works")
        }
    }

    private func space(_ path: String) -> DoctorReport.Check {
        check("free-space", path) {
            let free = try disk.freeSpace(at: path)
            let isEnough = free.bytes >= configuration.diskReserve
            let files = free.files.map { ", \($0) files" } ?? ""
            return DoctorReport.Check(
                "free-space", ok: isEnough && free.files != 0,
                "\(free.bytes >> 20) MiB\(files) are free at \(path); \(configuration.diskReserve >> 20) MiB are kept free",
                hint: isEnough && free.files != 0 ? nil : "make room: df -h '\(path)'; df -i '\(path)'")
        }
    }

    private var watchLimit: DoctorReport.Check {
        let file = "/proc/sys/fs/inotify/max_user_watches"
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        guard let limit = Int(text.prefix { !$0.isWhitespace }) else {
            return DoctorReport.Check("watches", ok: true, "\(watches) folders are watched; the limit is not known")
        }
        let isRoomy = watches < limit / 10 * 9
        return DoctorReport.Check(
            "watches", ok: isRoomy, "\(watches) folders are watched; this user may watch \(limit)",
            hint: isRoomy ? nil : "sysctl fs.inotify.max_user_watches=\(limit * 2)")
    }
}
