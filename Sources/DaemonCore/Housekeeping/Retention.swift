// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI
import Durability
import FoundationEssentials
import Glibc
import JobRecords
import Jobs
import Ledger

/// Deletes what finished jobs have left: their inputs and their folders. It never deletes a result, nor anything of an open job.
package struct Retention: Sendable {
    let ledger: Ledger
    let disk: any Disk
    let inboxes: [InboxPlace]

    @DaemonActor package init(_ context: DaemonContext) {
        (ledger, disk, inboxes) = (context.ledger, context.life.disk, context.places)
    }

    /// Deletes what belongs to jobs that ended before these instants; nil: nothing.
    ///
    /// - Parameter isDry: true to report what would be deleted, and delete nothing.
    package func clean(inputsBefore: Date?, jobsBefore: Date?, isDry: Bool) -> CleanReport {
        var report = CleanReport(dryRun: isDry)
        for inbox in inboxes {
            guard let limit = inputsBefore else { break }
            if !isDry { removeLeftovers(in: inbox) }
            for claim in names(inbox.path).compactMap(ClaimName.init) where claim.isFinished && claim.isInput {
                guard let job = old(claim, in: inbox, limit) else { continue }
                let input = "\(inbox.path)/\(claim.name)"
                remove(job, input, "input", &report) {
                    try removeInput(job, at: input)
                    if job.state == .failed { try disk.removeTree(job.reasonFile) }
                }
            }
        }
        for work in Set(inboxes.map(\.work)).sorted(by: { $0.path < $1.path }) {
            guard let limit = jobsBefore else { break }
            for number in names(work.jobs).compactMap({ Int($0) }) {
                guard let job = old(number, limit), job.work == work else { continue }
                remove(job, job.folder.path, "folder", &report) { try disk.removeTree(job.folder.path) }
            }
        }
        return report
    }

    private func names(_ folder: String) -> [String] { (try? disk.names(in: folder)) ?? [] }

    /// Returns the job if it ended before `limit`.
    private func old(_ number: Int, _ limit: Date) -> JobRecord? {
        guard let job = try? ledger.job(number), job.state.isFinal, let finished = job.finished, finished < limit else {
            return nil
        }
        return job
    }

    private func old(_ claim: ClaimName, in inbox: InboxPlace, _ limit: Date) -> JobRecord? {
        guard let job = old(claim.job, limit), job.name == claim.bundle, job.inboxPath == inbox.path else { return nil }
        return job
    }

    private func remove(
        _ job: JobRecord, _ path: String, _ what: String, _ report: inout CleanReport, _ body: () throws -> Void
    ) {
        var entry = CleanReport.Entry(
            job: job.number, name: job.name, path: path, bytes: TreeSize.bytes(path, disk: disk))
        do {
            if !report.dryRun {
                try body()
                try ledger.append(JobEvent("removed", of: job, message: "its \(what) was deleted: \(path)"))
            }
            report.removed.append(entry)
        } catch {
            entry.error = (error as? Failure)?.description ?? "\(error)"
            report.failed.append(entry)
        }
    }

    /// Deletes what was claimed, and nothing that somebody has put in its place. One rename hides it first, so that whoever tries
    /// the job again at this moment finds the whole input or none. What may not be deleted stays where it is.
    private func removeInput(_ job: JobRecord, at path: String) throws {
        guard try held(path, job) != nil else { throw Self.other(path) }
        try checkDeletable(path)
        let hidden = Self.hidden(path)
        try disk.rename(path, to: hidden)
        do {
            guard let input = try held(hidden, job) else { throw Self.other(path) }
            try input.empty()
            try disk.removeFolder(hidden)
        } catch {
            try? disk.rename(hidden, to: path)
            throw error
        }
    }

    /// Holds the job's input; nil if something else is in its place.
    private func held(_ path: String, _ job: JobRecord) throws -> (any HeldFolder)? {
        guard let held = try disk.hold(path) else { return nil }
        return job.identity.map { held.identity.isSame(as: $0) } ?? (held.identity.owner == job.ownerUid) ? held : nil
    }

    private static func other(_ path: String) -> Failure {
        Failure(
            .environment, code: "input-changed", "is not what was claimed: something else stands in its place",
            hint: "its owner may remove it: ls -ld '\(path)'", file: path)
    }

    /// Refuses a folder in which uaed may not delete, such as one that was copied with a umask that keeps others from writing.
    private func checkDeletable(_ path: String) throws {
        guard try disk.status(path)?.kind == .folder else { return }
        guard access(path, W_OK | X_OK) == 0 else {
            throw Failure(
                .environment, code: "not-permitted", "removing: \(String(cString: strerror(errno)))",
                hint: "rm -r it as its owner, or chmod -R g+w '\(path)'", file: path)
        }
        for name in names(path) { try checkDeletable("\(path)/\(name)") }
    }

    private static let removed = ".removed"

    private static func hidden(_ path: String) -> String {
        let name = path.lastName
        return String(decoding: path.utf8.dropLast(name.utf8.count), as: UTF8.self) + "." + name + removed
    }

    /// Deletes inputs whose deletion had begun when uaed was killed.
    private func removeLeftovers(in inbox: InboxPlace) {
        for name in names(inbox.path) where name.isHidden && name.hasSuffix(Self.removed) {
            let path = inbox.path + "/" + name
            guard let claim = ClaimName(String(name.dropFirst().dropLast(Self.removed.count))),
                let job = old(claim, in: inbox, .distantFuture), let input = try? held(path, job)
            else { continue }
            do {
                try input.empty()
                try disk.removeFolder(path)
            } catch {
                try? disk.rename(path, to: "\(inbox.path)/\(claim.name)")
            }
        }
    }
}
