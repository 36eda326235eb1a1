import Foundation
import Jobs
import Ledger
import TestSupport
import Testing

/// The line of jobs, as the ledger's indexes know it, against the plain rule: higher priority first, then the older.
@Suite struct LedgerLineTests {
    private let scratch = try! Scratch()

    /// Some in every state, with few priorities, so that many are equal.
    private func jobs() -> [JobRecord] {
        var random = SeededGenerator(seed: 11)
        return (1...200).map { number in
            var job = JobRecord(
                number: number, name: "b\(number)", inbox: "test", inboxPath: "/in", outboxPath: "/out",
                outboxName: "b\(number)", workPath: "/work", state: JobState.allCases.randomElement(using: &random)!, ownerUid: 1,
                arrival: .renamedIn, claimed: .now)
            job.priority = Int.random(in: -1...2, using: &random)
            return job
        }
    }

    private func line(_ jobs: [JobRecord], _ states: Set<JobState>) -> [JobRecord] {
        jobs.filter { states.contains($0.state) }.sorted { ($1.priority, $0.number) < ($0.priority, $1.number) }
    }

    @Test func everyJobHasItsPlace() throws {
        let ledger = try Ledger(path: scratch.path + "/ledger.sqlite")
        let jobs = jobs()
        for job in jobs { try ledger.save(job, nil) }
        let open = jobs.filter { !$0.state.isFinal }.map { ($0.number, $0.name) }
        #expect(try ledger.openNames() == Dictionary(uniqueKeysWithValues: open))
        for (place, job) in line(jobs, [.queued, .running, .publishing]).enumerated() {
            #expect(try ledger.countAhead(of: job) == place, "job \(job.number) of priority \(job.priority)")
        }
        let states = JobState.allCases.filter { !$0.isFinal }
        let first = states.flatMap { line(jobs, [$0]).prefix(3) }
        #expect(try ledger.firstOpenJobs(inEach: 3).map(\.number) == first.map(\.number))
        for state in JobState.allCases {
            let wanted = line(jobs, [state]).map(\.number).prefix(7)
            #expect(try ledger.firstJobs(in: state, limit: 7).map(\.number) == Array(wanted))
        }
    }
}
