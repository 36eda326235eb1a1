// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// `uaectl wait`: fetches each job once, and again after an event that reports its end.
struct JobWait {
    /// The maximum number of seconds for which the daemon is asked to wait for events.
    private static let longest = 30

    private let link: Link
    private let deadline: ContinuousClock.Instant?
    private let tell: (JobReport) -> Void
    private var open: Set<Int> = []
    /// True if a bundle was still in an inbox at the deadline.
    private var isUnclaimed = false
    private var since = 0
    /// The jobs that are over, in the order in which their ends were seen.
    private(set) var over: [JobReport] = []

    init(_ link: Link, until deadline: ContinuousClock.Instant?, tell: @escaping (JobReport) -> Void) {
        self.link = link
        self.deadline = deadline
        self.tell = tell
    }

    /// Adds jobs by number or name; waits until their bundles are claimed, or for the deadline.
    mutating func take(_ jobs: [String]) async throws {
        let deadline = self.deadline
        for word in jobs {
            let job = try await link.call { try await Arrival(client: $0, deadline: deadline).job(word) }
            if let job { open.insert(job.number) } else { isUnclaimed = true }
        }
    }

    /// Adds every job that is not over.
    mutating func takeAll() async throws {
        for state in ["inspecting", "queued", "running", "publishing", "waiting", "held"] {
            open.formUnion(try await link.call { try await $0.jobs(state: state, limit: 100_000) }.map(\.number))
        }
    }

    /// Waits until every job is over, or for the deadline.
    mutating func run() async throws {
        // The position in the event log first: the end of a job that happens during the look is then among the events.
        since = try await link.call { try await $0.status() }.lastEvent
        try await look(at: open)
        while !open.isEmpty {
            let left = deadline.map { Double(($0 - .now).components.seconds) + 1 } ?? .infinity
            if let deadline, deadline <= .now { return }
            let (since, seconds) = (since, Int(min(left, Double(Self.longest))))
            let job = open.count == 1 ? open.first : nil
            let answer = try await link.call { try await $0.events(since: since, wait: seconds, job: job) }
            self.since = answer.next
            // After a gap, the event of an end may be missing.
            try await look(at: answer.gap ? open : open.intersection(answer.ended))
        }
    }

    private mutating func look(at jobs: Set<Int>) async throws {
        for number in jobs.sorted() {
            let job = try await link.call { try await $0.job(String(number)) }
            guard job.isFinal else { continue }
            open.remove(number)
            over.append(job)
            tell(job)
        }
    }

    /// 10 if a job failed, else 12 if one is not over, else 11 if one was cancelled; nil if every job was published.
    var exitStatus: Int32? {
        if over.contains(where: { $0.state == "failed" }) { return 10 }
        if !open.isEmpty || isUnclaimed { return 12 }
        return over.contains { $0.state == "cancelled" } ? 11 : nil
    }
}

extension EventsAnswer {
    /// The jobs whose end is among the events.
    fileprivate var ended: Set<Int> {
        Set(events.filter { ["published", "failed", "cancelled"].contains($0.state) }.compactMap(\.job))
    }
}
