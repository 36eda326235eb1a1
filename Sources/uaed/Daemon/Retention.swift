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
            if !isDry { removeLeftovers(in: inbox.path) }
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
            if !isDry { removeLeftovers(ofFoldersIn: JobFolder.all(in: outbox)) }
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

    /// Out of the way first, by one rename: whoever tries the job again at this moment has the input whole, or none. What
    /// may not be deleted stays where it is.
    private func remove(_ path: String) throws {
        guard try disk.status(path) != nil else { return }
        try checkDeletable(path)
        let hidden = Self.hidden(path)
        try disk.removeTree(hidden)
        try disk.rename(path, to: hidden)
        do {
            try disk.removeTree(hidden)
        } catch {
            try? disk.rename(hidden, to: path)
            throw error
        }
    }

    /// A folder below which uaed may not delete: a person's, copied with a umask that keeps others from writing.
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

    /// What was on its way out when uaed was killed.
    private func removeLeftovers(in inbox: String) {
        for name in leftovers(inbox) {
            guard let claim = ClaimName(name), let job = try? ledger.job(claim.job), job.state.isFinal,
                job.name == claim.bundle
            else { continue }
            removeLeftover("\(inbox)/\(name)")
        }
    }

    private func removeLeftovers(ofFoldersIn folder: String) {
        for name in leftovers(folder) where Int(name) != nil { removeLeftover("\(folder)/\(name)") }
    }

    private func removeLeftover(_ path: String) {
        do { try disk.removeTree(Self.hidden(path)) } catch { try? disk.rename(Self.hidden(path), to: path) }
    }

    private func leftovers(_ folder: String) -> [String] {
        names(folder).filter { $0.isHidden && $0.hasSuffix(Self.removed) }
            .map { String(decoding: $0.utf8.dropFirst().dropLast(Self.removed.utf8.count), as: UTF8.self) }
    }
}
