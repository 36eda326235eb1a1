// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI
import FoundationEssentials
import JobRecords
import Jobs
import Ledger

extension JobReader {
    package func explain(_ job: JobRecord) throws -> Explanation { try snapshots.current.explain(job) }

    /// Explains anything in an inbox or outbox, by the entry that the path is in.
    package func explain(path: String) throws -> Explanation {
        let path = URL(fileURLWithPath: path).standardized.path
        guard let intake = inboxes.intakes.first(where: { path.below($0.inbox.path) != nil }) else {
            return try explain(elsewhere: path)
        }
        let entry = path.below(intake.inbox.path)?.firstName ?? ""
        if let claim = ClaimName(entry) { return try explain(claim, path, in: intake.inbox) }
        // What settled a moment ago may already be claimed by the survey under way.
        if let pending = intake.pending.first(where: { $0.covers(entry) }),
            try pending.nextLook == nil || context.life.disk.status(pending.path) != nil
        {
            return Explanation(path, pending, context.clock)
        }
        if IgnoredName.matches(entry) {
            return Explanation(
                subject: path, state: "ignored",
                reasons: ["names like this are never taken: hidden files, copies under way (.part, .tmp, ~)"],
                hint: "rename it when it is complete")
        }
        if try context.life.disk.status(intake.inbox.path + "/" + entry) != nil {
            context.wake()
            return Explanation(
                subject: path, state: "settling", reasons: ["has not been looked at yet"], nextLook: .now)
        }
        if let job = try context.ledger.newestJob(named: entry) { return try explain(job) }
        throw ErrorReport("not-found", "there is nothing at \(path), and no job of that name", hint: "uaectl list")
    }

    /// Explains an entry with a claim's name. Anybody may give a folder such a name, so it is a job's only if the job says so.
    private func explain(_ claim: ClaimName, _ path: String, in inbox: InboxPlace) throws -> Explanation {
        if let job = try context.ledger.job(claim.job), job.name == claim.bundle, job.inboxPath == inbox.path {
            return try explain(job)
        }
        return Explanation(
            subject: path, state: "ignored",
            reasons: ["it has the name of a job's input, and no job of that name is known here"],
            hint: "its owner has a job made of it: uaectl adopt '\(path)'")
    }

    private func explain(elsewhere path: String) throws -> Explanation {
        for inbox in context.configuration.inboxes {
            guard let name = path.below(inbox.outbox)?.firstName else { continue }
            if let job = try context.ledger.publishedJob(as: name, in: inbox.outbox) { return try explain(job) }
        }
        let places = context.configuration.inboxes.map(\.path).joined(separator: ", ")
        throw ErrorReport(
            "not-found", "\(path) lies in no inbox; inboxes: \(places)", hint: "uaectl submit '\(path)' hands it over")
    }
}

extension PendingBundle {
    /// True if the entry of the inbox belongs to the bundle.
    fileprivate func covers(_ entry: String) -> Bool {
        entry == name || path.hasSuffix("/" + entry) || LooseFile(entry)?.stem == name
    }
}

extension Explanation {
    fileprivate init(_ path: String, _ pending: PendingBundle, _ clock: SteadyClock) {
        self.init(
            subject: path, state: pending.state, reasons: [pending.reason], hint: pending.hint,
            nextLook: pending.nextLook.map(clock.shown))
    }
}
