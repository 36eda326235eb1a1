// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Foundation

/// `uaectl wait`: each job is asked for once, and again when an event says that it has ended.
struct JobWait {
    /// Seconds that the daemon holds an answer back.
    private static let longest = 30

    private let link: Link
    private let deadline: ContinuousClock.Instant?
    private let tell: (JobReport) -> Void
    private var open: Set<Int> = []
    /// A bundle lay in an inbox still at the deadline.
    private var isUnclaimed = false
    private var since = 0
    /// In the order in which they ended.
    private(set) var over: [JobReport] = []

    init(_ link: Link, until deadline: ContinuousClock.Instant?, tell: @escaping (JobReport) -> Void) {
        self.link = link
        self.deadline = deadline
        self.tell = tell
    }

    mutating func take(_ jobs: [String]) async throws {
        let deadline = self.deadline
        for word in jobs {
            let job = try await link.call { try await Arrival(client: $0, deadline: deadline).job(word) }
            if let job { open.insert(job.number) } else { isUnclaimed = true }
        }
    }

    mutating func takeAll() async throws {
        for state in ["inspecting", "queued", "running", "publishing", "waiting", "held"] {
            open.formUnion(try await link.call { try await $0.jobs(state: state, limit: 100_000) }.map(\.number))
        }
    }

    /// Returns when every job is over, or at the deadline.
    mutating func run() async throws {
        // The event log first: what ends while the jobs are looked at is told then.
        since = try await link.call { try await $0.status() }.lastEvent
        try await look(at: open)
        while !open.isEmpty {
            let left = deadline.map { Double(($0 - .now).components.seconds) + 1 } ?? .infinity
            if let deadline, deadline <= .now { return }
            let (since, seconds) = (since, Int(min(left, Double(Self.longest))))
            let job = open.count == 1 ? open.first : nil
            let answer = try await link.call { try await $0.events(since: since, wait: seconds, job: job) }
            self.since = answer.next
            // After a gap an end may have been missed.
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

    /// nil: every job was published.
    var exitStatus: Int32? {
        if over.contains(where: { $0.state == "failed" }) { return 10 }
        if !open.isEmpty || isUnclaimed { return 12 }
        return over.contains { $0.state == "cancelled" } ? 11 : nil
    }
}

extension EventsAnswer {
    /// Jobs that an event says are over.
    fileprivate var ended: Set<Int> {
        Set(events.filter { ["published", "failed", "cancelled"].contains($0.state) }.compactMap(\.job))
    }
}
