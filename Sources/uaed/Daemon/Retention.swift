import ControlAPI
import Durability
import Failures
import Foundation
import Jobs
import Ledger

/// Deletes what jobs that are over have left: their inputs, and their own folders. Never a result, never an open job's.
struct Retention: Sendable {
    let ledger: Ledger
    let disk: any Disk
    let inboxes: [InboxPlace]

    /// - Parameters: what ended before these instants goes; nil: nothing does.
    func clean(inputsBefore: Date?, jobsBefore: Date?, isDry: Bool) -> CleanReport {
        var report = CleanReport(dryRun: isDry)
        for inbox in inboxes {
            guard let limit = inputsBefore else { break }
            removeLeftovers(inbox)
            for claim in names(inbox.path).compactMap(ClaimName.init) where claim.isFinished && claim.isInput {
                guard let job = old(claim.job, limit), job.name == claim.bundle, job.inboxPath == inbox.path else {
                    continue
                }
                let input = "\(inbox.path)/\(claim.name)"
                remove(job, [input] + (job.state == .failed ? [job.reasonFile] : []), "input", &report)
            }
        }
        for outbox in Set(inboxes.map(\.outbox)).sorted() {
            guard let limit = jobsBefore else { break }
            for number in names(JobFolder.all(in: outbox)).compactMap({ Int($0) }) {
                guard let job = old(number, limit), job.outboxPath == outbox else { continue }
                remove(job, [job.folder.path], "folder", &report)
            }
        }
        return report
    }

    private func names(_ folder: String) -> [String] { (try? disk.names(in: folder)) ?? [] }

    /// The job, where it is over since before `limit`.
    private func old(_ number: Int, _ limit: Date) -> JobRecord? {
        guard let job = try? ledger.job(number), job.state.isFinal, let finished = job.finished, finished < limit else {
            return nil
        }
        return job
    }

    private func remove(_ job: JobRecord, _ paths: [String], _ what: String, _ report: inout CleanReport) {
        let bytes = paths.reduce(0) { $0.saturatingAdd(TreeSize.bytes($1, disk: disk)) }
        var entry = CleanReport.Entry(job: job.number, name: job.name, path: paths[0], bytes: bytes)
        do {
            if !report.dryRun {
                for path in paths { try remove(path) }
                try ledger.append(JobEvent("removed", of: job, message: "its \(what) was deleted: \(paths[0])"))
            }
            report.removed.append(entry)
        } catch {
            entry.error = (error as? Failure)?.description ?? "\(error)"
            report.failed.append(entry)
        }
    }

    /// Out of the way first, by one rename: whoever tries the job again at this moment has the input whole, or none.
    private func remove(_ path: String) throws {
        let (folder, name) = (
            path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex), path.split(separator: "/").last
        )
        let hidden = "\(folder)/.\(name ?? "")\(Self.removed)"
        guard try disk.status(path) != nil else { return }
        try disk.rename(path, to: hidden)
        do {
            try disk.removeTree(hidden)
        } catch {
            try? disk.rename(hidden, to: path)
            throw error
        }
    }

    private static let removed = ".removed"

    /// What was on its way out when uaed was killed.
    private func removeLeftovers(_ inbox: InboxPlace) {
        for name in names(inbox.path) where name.hasPrefix(".") && name.hasSuffix(Self.removed) {
            guard let claim = ClaimName(String(name.dropFirst().dropLast(Self.removed.count))),
                let job = try? ledger.job(claim.job), job.state.isFinal, job.name == claim.bundle
            else { continue }
            try? disk.removeTree("\(inbox.path)/\(name)")
        }
    }
}
