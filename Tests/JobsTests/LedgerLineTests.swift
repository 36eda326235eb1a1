// SPDX-License-Identifier: Apache-2.0
import Foundation
import JobRecords
import Jobs
import Ledger
import TestSupport
import Testing

/// The lines of jobs, as the ledger's indexes know them, against the plain rule: what an administrator put first; then, turn by
/// turn, the owner who has used least, of whose jobs the higher priority goes first, then the older.
@Suite(.timeLimit(.minutes(10))) struct LedgerLineTests {
    private let scratch = try! Scratch()
    private static let shared: Set<JobState> = [.inspecting, .queued]

    /// Some in every state, with few priorities and owners, so that many are equal.
    private func jobs() -> [JobRecord] {
        var random = SeededGenerator(seed: 11)
        return (1...300).map { number in
            var job = JobRecord(
                number: number, name: "b\(number)", inbox: "test", inboxPath: "/in", outboxPath: "/out",
                outboxName: "b\(number)", workPath: "/work", state: JobState.allCases.randomElement(using: &random)!,
                ownerUid: UInt32.random(in: 1...4, using: &random), arrival: .renamedIn, claimed: .now)
            job.priority = Int.random(in: -1...2, using: &random)
            job.precedence = max(0, Int.random(in: -20...2, using: &random))
            return job
        }
    }

    /// One after the other, as if each had cost its turn.
    private func line(_ jobs: [JobRecord], _ state: JobState, _ share: FairShare) -> [JobRecord] {
        let waiting = jobs.filter { $0.state == state }
            .sorted { ($1.priority, $0.number) < ($0.priority, $1.number) }
        guard Self.shared.contains(state) else { return waiting }
        let first = waiting.filter { $0.precedence > 0 }
            .sorted { ($1.precedence, $0.number) < ($0.precedence, $1.number) }
        var own = Dictionary(grouping: waiting.filter { $0.precedence == 0 }, by: \.ownerUid)
        let oldest = own.mapValues { $0.map(\.number).min()! }
        var (used, line) = (share.used, first)
        while let next = own.keys.min(by: {
            (used[$0, default: 0], oldest[$0]!) < (used[$1, default: 0], oldest[$1]!)
        }) {
            line.append(own[next]!.removeFirst())
            used[next, default: 0] += FairShare.jobSeconds
            if own[next]!.isEmpty { own[next] = nil }
        }
        return line
    }

    @Test(arguments: [[:], [1: 1000.0], [1: 30, 2: 90, 3: 600, 4: 601], [2: 1e9]] as [[UInt32: Double]])
    func everyJobHasItsPlace(_ used: [UInt32: Double]) throws {
        let ledger = try Ledger(path: scratch.path + "/ledger.sqlite")
        let (jobs, share) = (jobs(), FairShare(used: used))
        for job in jobs { try ledger.save(job, nil) }
        let open = jobs.filter { !$0.state.isFinal }.map { ($0.number, $0.name) }
        #expect(try ledger.openNames() == Dictionary(uniqueKeysWithValues: open))
        let begun = jobs.count { $0.state == .running || $0.state == .publishing }
        for (place, job) in line(jobs, .queued, share).enumerated() {
            #expect(try ledger.countAhead(of: job, by: share) == begun + place, "job \(job.number)")
        }
        let first = JobState.allCases.filter { !$0.isFinal }.flatMap { line(jobs, $0, share).prefix(3) }
        #expect(try ledger.firstOpenJobs(inEach: 3, by: share).map(\.number) == first.map(\.number))
        for state in JobState.allCases {
            let wanted = line(jobs, state, share).map(\.number)
            for limit in [1, 7, 1000] {
                let found = try ledger.firstJobs(in: state, limit: limit, by: share)
                #expect(found.map(\.number) == Array(wanted.prefix(limit)), "\(state), \(limit)")
            }
            guard Self.shared.contains(state) else { continue }
            let busy = Set(wanted.prefix(3))
            let rest = jobs.filter { !busy.contains($0.number) }
            let others = try ledger.firstJobs(in: state, limit: 9, by: share, besides: busy).map(\.number)
            #expect(others == line(rest, state, share).prefix(9).map(\.number))
        }
    }
}
