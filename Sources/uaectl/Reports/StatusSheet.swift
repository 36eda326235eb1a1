// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import FoundationEssentials

/// `uaectl status`: problems that need a person first, then the daemon's state.
struct StatusSheet {
    private var sheet = Sheet()
    var lines: [String] { sheet.lines }

    init(_ status: StatusReport, now: Date = .now) {
        let up = Readable.duration(now.timeIntervalSince(status.started))
        sheet.add("uaed", "\(status.version), pid \(status.pid), up \(up)")
        for line in status.degraded { sheet.add(line: "! " + line, style: .red) }
        if let pause = status.pause { sheet.add("paused", pause.text(now: now), style: .yellow) }
        sheet.add("socket", status.socket)
        sheet.add("config", status.configuration ?? "none: the defaults serve")
        sheet.add("state", status.state)
        sheet.add("threads", "\(status.threads); at most \(status.maxRunningJobs) running at once")
        sheet.add("jobs", Self.counts(status.jobs))
        sheet.add("last scan", Self.scans(status, now: now))
        sheet.add("next scan", status.nextScan.map { Readable.coming($0, now: now) })
        sheet.add("refused", Self.refused(status.refusedRequests ?? [:]))
        for inbox in status.inboxes { add(inbox, now: now) }
        if let usage = status.usage { add(usage, now: now) }
    }

    /// `1 running, 12 published`: the states in the order of a job's life, then those of a newer daemon.
    private static func counts(_ jobs: [String: Int]) -> String {
        let life = [
            "inspecting", "queued", "running", "publishing", "waiting", "held", "published", "failed", "cancelled",
        ]
        let known = life.filter { jobs[$0, default: 0] > 0 }
        let other = jobs.filter { $0.value > 0 && !life.contains($0.key) }.keys.sorted()
        let counts = (known + other).map { "\(jobs[$0, default: 0]) \($0)" }
        return counts.isEmpty ? "none yet" : counts.joined(separator: ", ")
    }

    /// `12 requests: 10 not-permitted, 2 wrong-state`; nil if none was refused.
    private static func refused(_ requests: [String: Int]) -> String? {
        let all = requests.values.reduce(0, +)
        let parts = requests.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return all == 0 ? nil : counted(all, "request") + ": " + parts.joined(separator: ", ")
    }

    private static func scans(_ status: StatusReport, now: Date) -> String {
        let last = status.lastScan.map { Readable.duration(now.timeIntervalSince($0)) + " ago" } ?? "not yet"
        return last + "; \(status.rescans) so far, \(status.overflows) queue overflows"
    }

    /// The number of largest jobs that are listed.
    private static let largest = 5

    private mutating func add(_ usage: UsageReport, now: Date) {
        let age = Readable.duration(now.timeIntervalSince(usage.measured))
        sheet.add("disk", "measured \(age) ago")
        for place in usage.inboxes + usage.outboxes {
            sheet.add(below: "\(Readable.bytes(place.bytes)) in \(place.path)")
        }
        for job in usage.jobs.prefix(Self.largest) {
            sheet.add(
                below:
                    "\(Readable.bytes(job.bytes)) of job \(job.number) \(job.name): input \(Readable.bytes(job.input)), "
                    + "folder \(Readable.bytes(job.folder)), result \(Readable.bytes(job.result))")
        }
    }

    private mutating func add(_ inbox: StatusReport.Inbox, now: Date) {
        sheet.add("inbox", "\(inbox.name): \(inbox.path) -> \(inbox.outbox), \(inbox.watches) folders watched")
        for entry in inbox.pending {
            sheet.add(below: "\(entry.name): \(entry.state), \(entry.reason)", style: .yellow)
            if let hint = entry.hint { sheet.add(below: "  hint: \(hint)") }
            if let next = entry.nextLook { sheet.add(below: "  next look: \(Readable.coming(next, now: now))") }
        }
        if let more = inbox.morePending { sheet.add(below: "and \(more) more entries", style: .yellow) }
    }
}
