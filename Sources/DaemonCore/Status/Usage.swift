// SPDX-License-Identifier: Apache-2.0
import Bundles
import ControlAPI
import Durability
import Jobs
import Ledger

/// Measures what is in inboxes and outboxes, and to which jobs it belongs. It takes as long as the disks take.
struct Usage: Sendable {
    /// The maximum number of jobs in the report; it names the largest ones.
    private static let mostJobs = 100

    let disk: any Disk
    let ledger: Ledger
    let inboxes: [InboxPlace]

    func measure() -> UsageReport {
        var jobs: [Int: UsageReport.Job] = [:]
        let input = inboxes.map { inbox in
            sum(inbox.path) { name, bytes in
                guard let claim = ClaimName(name) else { return }
                jobs[claim.job, default: .init(number: claim.job, name: claim.bundle)].add(bytes, to: \.input)
            }
        }
        for work in Set(inboxes.map(\.work)) {
            _ = sum(work.jobs) { name, bytes in
                if let job = Int(name) { jobs[job, default: .init(number: job, name: "")].add(bytes, to: \.folder) }
            }
        }
        let output = Set(inboxes.map(\.outbox)).sorted().map { outbox in
            sum(outbox) { name, bytes in
                guard let job = try? ledger.publishedJob(as: name, in: outbox) else { return }
                jobs[job.number, default: .init(number: job.number, name: name)].add(bytes, to: \.result)
            }
        }
        let largest = jobs.values.sorted { ($1.bytes, $0.number) < ($0.bytes, $1.number) }.prefix(Self.mostJobs)
        return UsageReport(measured: .now, inboxes: input, outboxes: output, jobs: Array(largest))
    }

    private func sum(
        _ folder: String, _ visit: (_ name: String, _ bytes: Int) -> Void
    ) -> UsageReport.Place {
        var total = 0
        for name in (try? disk.names(in: folder)) ?? [] {
            let bytes = TreeSize.bytes("\(folder)/\(name)", disk: disk)
            visit(name, bytes)
            total = total.saturatingAdd(bytes)
        }
        return UsageReport.Place(path: folder, bytes: total)
    }
}

extension UsageReport.Job {
    fileprivate mutating func add(_ bytes: Int, to part: WritableKeyPath<Self, Int>) {
        self[keyPath: part] = self[keyPath: part].saturatingAdd(bytes)
    }
}
