// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// `uaectl watch`: follows the daemon's event log, and fetches the running jobs for their progress.
struct WatchSession {
    /// The condition that ends the session.
    enum Goal: Equatable {
        case never
        /// The end of this job.
        case end(job: Int)
        /// Every job is over, and nothing settles in an inbox.
        case idle
    }

    let link: Link
    let view: any WatchView
    let goal: Goal
    private var since = 0
    /// The state with its reason that was last shown, keyed by job.
    private var told: [Int: String] = [:]
    private var idleness = Idleness()

    init(_ link: Link, view: any WatchView, goal: Goal) {
        self.link = link
        self.view = view
        self.goal = goal
    }

    private var number: Int? { if case .end(let job) = goal { job } else { nil } }

    mutating func run() async throws {
        // The position in the event log first: what happens during the look is then among the events.
        since = try await link.call { try await $0.status() }.lastEvent
        if goal == .idle { await idleness.begin(link) }
        try await look()
        while true {
            let jobs = try await watched()
            view.progress(jobs.filter { $0.state == "running" })
            if try await isReached(jobs) { break }
            try await wait(isRunning: jobs.contains { $0.state == "running" })
        }
        while try await tell(wait: 0) {}
        for job in try await watched() where job.isFinal { tell(job) }
        view.progress([])
    }

    /// Shows the present state of jobs that are open or were shown before: at the start, and after lost events.
    private mutating func look() async throws {
        let jobs =
            if let number {
                [try await job(number)]
            } else {
                try await link.call { try await $0.jobs() }
            }
        let open = jobs.filter { !$0.isFinal || told[$0.number] != nil }
        for job in open.reversed() { tell(job) }
        if open.isEmpty, goal == .never { view.notice("nothing is running; waiting for bundles, until Ctrl-C") }
    }

    private mutating func tell(_ job: JobReport) {
        guard told.updateValue(job.stateWithReason, forKey: job.number) != job.stateWithReason else { return }
        view.line(WatchText.line(job))
    }

    private func watched() async throws -> [JobReport] {
        if let number { return [try await job(number)] }
        return try await link.call { try await $0.jobs(state: "running") }
    }

    private func job(_ number: Int) async throws -> JobReport {
        try await link.call { try await $0.job(String(number)) }
    }

    private mutating func isReached(_ jobs: [JobReport]) async throws -> Bool {
        switch goal {
        case .never: false
        case .end: jobs.allSatisfy(\.isFinal)
        case .idle: jobs.isEmpty ? idleness.isReached(try await link.call { try await $0.status() }) : false
        }
    }

    /// Waits before the next look: 250 ms if a job is running, else until the daemon has an event.
    private mutating func wait(isRunning: Bool) async throws {
        _ = try await tell(wait: isRunning ? 0 : goal == .idle ? 1 : 30)
        if isRunning { try await Task.sleep(for: .milliseconds(250)) }
    }

    /// Shows new events.
    ///
    /// - Returns: true if there were any.
    private mutating func tell(wait: Int) async throws -> Bool {
        let (since, number) = (since, number)
        let answer = try await link.call { try await $0.events(since: since, wait: wait, job: number) }
        self.since = answer.next
        if answer.gap { try await resume(at: answer.next) }
        for event in answer.events { try await tell(event) }
        return !answer.events.isEmpty
    }

    /// Continues after a gap: events were pruned, or the event log is a new one that counts from 1.
    private mutating func resume(at next: Int) async throws {
        view.notice("some events are lost; this is how it stands")
        since = min(next, try await link.call { try await $0.status() }.lastEvent)
        try await look()
    }

    private mutating func tell(_ event: EventReport) async throws {
        var ended: JobReport?
        if let number = event.job, ["published", "failed", "cancelled"].contains(event.state) {
            ended = try? await job(number)
        }
        let known = event.job.flatMap { told[$0] }
        let lines = WatchText.lines(event, known: known, ended: ended)
        view.event(event, lines: lines)
        if !lines.isEmpty, let number = event.job, let state = event.stateWithReason { told[number] = state }
    }
}
