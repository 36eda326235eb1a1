// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import JobRecords
import Jobs

extension Daemon {
    /// Seconds between two looks at a job that the environment parked.
    var patience: Double { min(30, configuration.rescan) }

    /// When parked jobs are looked at next, by the wall clock: a restart goes by it too.
    var parkedLooks: [Date] {
        let parked = (try? ledger.parkedJobs(dueBy: .distantFuture, limit: 1)) ?? []
        return parked.compactMap(\.nextLook)
    }

    /// When jobs are looked at that wait for the rest of their files, by the steady clock.
    var incompleteLooks: [Date] { incomplete.filter { !walked.contains($0.key) }.values.map(\.nextLook) }

    /// A few at a time: the next turn follows at once where more are due.
    private static let mostParked = 16

    func lookAtParked(_ wall: Date) {
        attempt("waiting jobs") {
            for job in try ledger.parkedJobs(dueBy: wall, within: patience, limit: Self.mostParked)
            where isIdle(job.number) {
                // One of them that cannot be looked at must not keep the others waiting.
                attempt("job \(job.number)") { try lookAt(parked: job) }
            }
        }
    }

    func lookAtIncomplete(_ now: Date) {
        let touched = touchedClaims.filter { incomplete[$0] != nil }
        touchedClaims = []
        for (number, wait) in incomplete
        where (wait.nextLook <= now || touched.contains(number)) && isIdle(number) && walked.insert(number).inserted {
            Task { await lookAtIncomplete(number, now) }
        }
    }

    /// No worker is at the job, or about to be, and no end of one is to be written down.
    func isIdle(_ number: Int) -> Bool {
        running[number] == nil && ends[number] == nil && starting[number] == nil && !publishing.contains(number)
            && !renewed.contains(number)
    }

    /// Back in line; a full disk must have some room first.
    private func lookAt(parked job: JobRecord) throws {
        if job.reason == JobReason.inputChanged {
            do { _ = try life.input(of: job) } catch let failure as Failure { return _ = try park(job, failure) }
        }
        if job.reason == JobReason.disk, let shortage = try diskBudget.shortage(forParked: job) {
            try park(job, shortage)
            return
        }
        let state = job.inspection == nil ? JobState.inspecting : .queued
        _ = try life.move(job, to: state, message: "tried again", isNews: parkedFor[job.number] == nil)
    }

    /// Parks a job; the event log tells it once, however often it is tried in vain.
    @discardableResult func park(_ job: JobRecord, _ failure: Failure) throws -> JobRecord {
        let reason = ParkedFor(code: failure.code, file: failure.file)
        let isNews = parkedFor[job.number] != reason
        let parked = try life.park(job, failure, nextLook: .now + patience, isNews: isNews)
        parkedFor[job.number] = reason
        return parked
    }

    /// The claimed input is not there: that ends the job, unless the whole inbox is away.
    func inputIsMissing(_ job: JobRecord) throws {
        let root = zip(intakes, roots).first { $0.0.inbox.path == job.inboxPath }?.1
        if let absence = (root ?? PlaceRoot(job.inboxPath, .inbox, disk: life.disk)).absence(disk: life.disk) {
            try park(job, absence)
            // The next survey that succeeds takes it back.
            if root != nil { note("inbox \(job.inbox)", absence) }
        } else {
            _ = try life.lost(job)
        }
    }

    /// Walks through the claim beside the turns, then decides.
    private func lookAtIncomplete(_ number: Int, _ now: Date) async {
        let look: Result<TreeSignature?, any Error>
        do {
            let job = try ledger.job(number)
            look = .success(try await surveying.run { [life] in try job.flatMap { try life.walkIncomplete($0) } })
        } catch {
            look = .failure(error)
        }
        walked.remove(number)
        guard !isStopping, isIdle(number) else { return }
        attempt("job \(number)") {
            do { try decide(number, look.get(), now) } catch let failure as Failure {
                // It waits for something else now: as every job that cannot be looked at.
                guard let job = try ledger.job(number), job.state == .waiting else { throw failure }
                try park(job, failure)
                incomplete[number] = nil
            }
        }
        announce()
        wake()
    }

    private func decide(_ number: Int, _ signature: TreeSignature?, _ now: Date) throws {
        guard var wait = incomplete[number], let job = try ledger.job(number), job.state == .waiting else {
            incomplete[number] = nil
            return
        }
        guard let signature else {
            try inputIsMissing(job)
            return incomplete[number] = nil
        }
        // Forgotten when the ledger knows what became of it: what cannot be written down is looked at again.
        switch wait.look(signature, at: now) {
        case .wait: return incomplete[number] = wait
        case .lookAgain:
            var job = job
            // Something has come: the time begins anew. After a restart it is not known whether anything has.
            if wait.knowsBaseline { job.waitingSince = nil }
            _ = try life.move(job, to: .inspecting, message: "its files have changed and are quiet: looked at again")
        case .giveUp: try giveUp(job)
        }
        incomplete[number] = nil
    }

    static func incompleteWait(
        _ job: JobRecord, baseline: TreeSignature?, _ configuration: Configuration, _ clock: SteadyClock
    ) -> IncompleteWait {
        let waited = max(0, job.waitingSince.map { Date.now.timeIntervalSince($0) } ?? 0)
        return IncompleteWait(
            baseline: baseline, since: clock.now - waited, settle: configuration.settle,
            timeout: configuration.incompleteTimeout, rescan: configuration.rescan, now: clock.now)
    }

    private func giveUp(_ job: JobRecord) throws {
        var failure =
            job.failure ?? Failure(.incomplete, code: "incomplete", "the bundle is incomplete", hint: "drop it again")
        failure.cause = "nothing came for \(Int(configuration.incompleteTimeout)) s (incomplete_timeout)"
        _ = try life.end(job, .failed, reason: JobReason.refused, failure: failure)
    }
}

/// The reason of a parked job, numbers in its message apart.
struct ParkedFor: Equatable {
    var code: String
    var file: String?
}
