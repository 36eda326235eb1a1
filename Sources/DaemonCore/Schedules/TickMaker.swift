// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Durability
import FoundationEssentials
import Jobs
import Ledger
import Schedules

/// Makes the job of a tick: exactly one, whenever the daemon is killed meanwhile (see ``Jobs/ScheduledBundle``).
@DaemonActor struct TickMaker {
    let context: DaemonContext

    /// - Parameter isAsked: true if a person asks for it; ticks before it are still due.
    func make(_ plan: SchedulePlan, _ nominal: Date, missed: Int, isAsked: Bool = false) async throws {
        let id = Tick(schedule: plan.record.name, nominal: nominal)
        let (source, identity) = try self.source(of: plan.record)
        let owner = owner(of: plan.record)
        let inbox = try place(of: plan.record)
        let bundle = ScheduledBundle(name: "\(id.schedule)@\(id.stamp)", inbox: inbox, disk: context.life.disk)
        let claim = TickClaim(
            id: id, bundle: bundle, life: context.life, ledger: context.ledger, missed: missed, isAsked: isAsked)
        guard try await !context.claims.run({ try claim.adopt() }) else { return }
        let (newest, seed) = (plan.record.job == nil, plan.record.freshSeed ? id.seed : nil)
        do {
            let staged = try await Background.run(throwing: { [reserve = context.configuration.diskReserve] in
                try bundle.stage(
                    source, of: owner, being: identity, choosesNewest: newest, seed: seed, reserve: reserve)
            })
            try await context.claims.run { [created = plan.record.created, flag = context.stopFlag] in
                try claim.take(staged, created: created) { flag.isSet }
            }
        } catch {
            await Background.run { try? bundle.discard() }
            throw error
        }
    }

    /// The folder to copy and, if it is a job's input, its identity.
    private func source(of record: ScheduleRecord) throws -> (path: String, ObjectIdentity?) {
        guard let number = record.job else { return (record.source ?? "", nil) }
        guard let job = try context.ledger.job(number) else {
            throw Failure.refused("no-job", "there is no job \(number) any more", hint: "uaectl schedule remove")
        }
        return (job.claim, job.identity)
    }

    /// Who must own what is copied, because uaed can read what a member cannot; nil for a job's input, and for whatever an
    /// administrator names.
    private func owner(of record: ScheduleRecord) -> UInt32? {
        guard record.job == nil else { return nil }
        // In the usual case nobody's groups are looked up.
        if let actual = try? context.life.disk.status(record.source ?? "")?.owner, actual == record.ownerUid {
            return actual
        }
        let caller = Caller(pid: 0, uid: record.ownerUid, groups: Account.groups(of: record.ownerUid))
        return context.access.value.role(of: caller) == .administrator ? nil : record.ownerUid
    }

    private func place(of record: ScheduleRecord) throws -> InboxPlace {
        guard let place = context.places.first(where: { $0.name == record.inbox }) else {
            throw Failure.refused(
                "no-inbox", "there is no inbox '\(record.inbox)' any more",
                hint: "uaectl schedule add --replace names another")
        }
        if let absence = context.roots.absence(ofInbox: place.path) { throw absence }
        return place
    }
}
