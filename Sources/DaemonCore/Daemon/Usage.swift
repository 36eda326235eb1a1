// SPDX-License-Identifier: Apache-2.0
import Bundles
import ControlAPI
import Durability
import Foundation
import Jobs
import Ledger

/// Measures what lies in inboxes and outboxes, and whose it is. Takes as long as the disks take.
struct Usage: Sendable {
    /// The largest jobs that are told by name.
    private static let told = 100

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
        let largest = jobs.values.sorted { ($1.bytes, $0.number) < ($0.bytes, $1.number) }.prefix(Self.told)
        return UsageReport(measured: .now, inboxes: input, outboxes: output, jobs: Array(largest))
    }

    private func sum(
        _ folder: String, _ tell: (_ name: String, _ bytes: Int) -> Void
    ) -> UsageReport.Place {
        var total = 0
        for name in (try? disk.names(in: folder)) ?? [] {
            let bytes = TreeSize.bytes("\(folder)/\(name)", disk: disk)
            tell(name, bytes)
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
