// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Durability
import Foundation
import Jobs
import Ledger
import Schedules

extension Daemon {
    func begin(_ plan: SchedulePlan, _ ticks: [Date], missed: Int, replacing open: [Int]) {
        busySchedules.insert(plan.record.name)
        Task {
            for number in open { _ = try? await cancel(number) }
            for nominal in ticks {
                // A later one would let the one that was hindered pass.
                guard await begin(plan, nominal, missed: nominal == ticks.last ? missed : 0) else { break }
            }
            busySchedules.remove(plan.record.name)
            agenda.changed(plan.record.name)
            announce()
            wake()
        }
    }

    /// What the environment hinders is tried again; what is wrong with the source fails the tick.
    ///
    /// - Returns: whether the tick has its outcome.
    private func begin(_ plan: SchedulePlan, _ nominal: Date, missed: Int) async -> Bool {
        let name = plan.record.name
        do {
            try await make(plan, nominal, missed: missed)
            scheduleRetries[name] = nil
            degraded["tick of \(name)"] = nil
            return true
        } catch {
            // What is no failure of ours is the ledger's: its disk is full, or somebody keeps it.
            let failure = (error as? Failure) ?? Failure(.environment, code: "ledger", "\(error)")
            scheduleRetries[name] = clock.now + patience
            attempt("tick of \(name)") {
                if failure.kind == .environment { throw failure }
                try pass(plan, nominal, .failed, failure.description, missed: missed)
                scheduleRetries[name] = nil
            }
            return failure.kind != .environment
        }
    }

    /// The tick's job: made once, whatever was killed when (see ``Jobs/ScheduledBundle``).
    ///
    /// - Parameter isAsked: by a person; ticks before it are still due.
    func make(_ plan: SchedulePlan, _ nominal: Date, missed: Int, isAsked: Bool = false) async throws {
        let id = Tick(schedule: plan.record.name, nominal: nominal)
        let (source, identity) = try self.source(of: plan.record)
        let owner = owner(of: plan.record)
        let inbox = try place(of: plan.record)
        let bundle = ScheduledBundle(name: "\(id.schedule)@\(id.stamp)", inbox: inbox, disk: life.disk)
        let claim = TickClaim(id: id, bundle: bundle, life: life, ledger: ledger, missed: missed, isAsked: isAsked)
        guard try await !surveying.run({ try claim.adopt() }) else { return }
        let (newest, seed) = (plan.record.job == nil, plan.record.freshSeed ? id.seed : nil)
        do {
            let staged = try await Background.run { [reserve = configuration.diskReserve] in
                Result {
                    try bundle.stage(
                        source, of: owner, being: identity, choosesNewest: newest, seed: seed, reserve: reserve)
                }
            }.get()
            try await surveying.run { [created = plan.record.created, ending] in
                try claim.take(staged, created: created) { ending.isSet }
            }
        } catch {
            await Background.run { try? bundle.discard() }
            throw error
        }
    }

    /// The folder that is copied, and of a job's input what it is.
    private func source(of record: ScheduleRecord) throws -> (path: String, ObjectIdentity?) {
        guard let number = record.job else { return (record.source ?? "", nil) }
        guard let job = try ledger.job(number) else {
            throw Failure.refused("no-job", "there is no job \(number) any more", hint: "uaectl schedule remove")
        }
        return (job.claim, job.identity)
    }

    /// Who must own what is copied: uaed reads what a member may not. Administrators name whatever they like, and so does a
    /// repeated job.
    private func owner(of record: ScheduleRecord) -> UInt32? {
        guard record.job == nil else { return nil }
        // The usual case asks nobody for groups.
        if let actual = try? life.disk.status(record.source ?? "")?.owner, actual == record.ownerUid { return actual }
        let caller = Caller(pid: 0, uid: record.ownerUid, groups: Account.groups(of: record.ownerUid))
        return access.value.role(of: caller) == .administrator ? nil : record.ownerUid
    }

    func place(of record: ScheduleRecord) throws -> InboxPlace {
        guard let index = intakes.firstIndex(where: { $0.inbox.name == record.inbox }) else {
            throw Failure.refused(
                "no-inbox", "there is no inbox '\(record.inbox)' any more",
                hint: "uaectl schedule add --replace names another")
        }
        // The empty folder under a mount that is gone is no inbox.
        if let absence = roots[index].absence(disk: life.disk) { throw absence }
        return intakes[index].inbox
    }
}
