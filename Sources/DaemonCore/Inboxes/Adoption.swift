// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI
import Durability
import Jobs
import Logging

extension InboxMonitor {
    /// Makes an ordinary entry of what only has a claim's name, so that it becomes a job. Another daemon may have left it, or
    /// somebody may have given it that name; so its owner or an administrator must ask for it.
    package func adopt(_ path: String, by caller: Caller) async throws -> AdoptAnswer {
        guard let inbox = context.places.first(where: { path.below($0.path)?.isPath == false }),
            let entry = path.below(inbox.path), let claim = ClaimName(entry), claim.isInput
        else {
            throw ErrorReport(
                "not-found", "\(path) is no folder of an inbox that has a claim's name",
                hint: "ls 'INBOX' shows those that are called NAME.jobN.claimed, .done, .failed or .cancelled")
        }
        let isAdministrator = context.access.value.role(of: caller) == .administrator
        let adoption = Adoption(
            claim: claim, inbox: inbox, life: context.life, uid: isAdministrator ? nil : caller.uid)
        // Not during a survey, which would see both names.
        let name = try await context.claims.run { try adoption.done() }
        context.logger.notice("adopted", metadata: ["path": "\(path)", "name": "\(name)", "user": "\(caller.name)"])
        rescan()
        return AdoptAnswer(name: name, path: inbox.path + "/" + name)
    }
}

/// Gives a folder an ordinary name. It is held open meanwhile, so that no other folder is renamed in its place.
private struct Adoption: Sendable {
    let claim: ClaimName
    let inbox: InboxPlace
    let life: JobLife
    /// Who must own it; nil if an administrator asks.
    let uid: UInt32?

    /// - Returns: the new name.
    func done() throws -> String {
        let path = inbox.path + "/" + claim.name
        guard let held = try life.disk.hold(path) else {
            throw ErrorReport("not-found", "there is no folder \(path) (links are not followed)")
        }
        guard uid ?? held.identity.owner == held.identity.owner else {
            throw ErrorReport(
                "not-permitted", "\(path) belongs to \(Account.name(of: held.identity.owner) ?? "another user")",
                hint: "its owner may, and administrators (admin_group)")
        }
        let job = try life.store.job(claim.job)
        if let job, job.name == claim.bundle, job.identity?.isSame(as: held.identity) != false {
            throw ErrorReport(
                "wrong-state", "it is the input of job \(job.number) (\(job.name)), which is \(job.state.rawValue)",
                hint: "uaectl retry \(job.number) has it tried again")
        }
        let name = try freeName()
        try life.disk.rename(path, to: inbox.path + "/" + name)
        return name
    }

    private func freeName() throws -> String {
        var (name, count) = (claim.bundle, 1)
        while try life.disk.status(inbox.path + "/" + name) != nil {
            count += 1
            name = "\(claim.bundle)-\(count)"
        }
        return name
    }
}
