// SPDX-License-Identifier: Apache-2.0
import Durability
import Base
import Foundation
import JobRecords

/// One inbox: scans decide what is complete; events only say when to look.
public struct Intake: Sendable {
    public var inbox: InboxPlace
    let life: JobLife
    /// Seconds that a bundle must be unchanged.
    public var settle: Double
    private var settling: [Candidate.Key: Settling] = [:]
    /// Looks at this inbox: who makes others makes them here.
    public let looks: InboxLooks
    /// Names of folders that came by one rename, as the last look says.
    private var whole: Set<[UInt8]> = []
    public internal(set) var pending: [PendingBundle] = []
    /// What the scan before this one said, for bundles that are not due yet.
    private var before: [[UInt8]: PendingBundle] = [:]

    public init(_ inbox: InboxPlace, life: JobLife, settle: Double) {
        self.inbox = inbox
        self.life = life
        self.settle = settle
        looks = InboxLooks(inbox.path, disk: life.disk)
    }

    /// When a scan is worth while, besides events.
    public var nextLook: Date? { pending.compactMap(\.nextLook).min() }

    /// Looks at everything in the inbox and claims what is complete.
    ///
    /// - Parameter now: asked for at each bundle: those before it may have taken long.
    /// - Parameter goesOn: asked before each bundle; with false the rest is left to the next scan.
    /// - Parameter took: told of each new job at once.
    /// - Returns: the new jobs.
    @discardableResult public mutating func scan(
        at now: @autoclosure () -> Date = .now, while goesOn: () -> Bool = { true },
        took: (JobRecord) -> Void = { _ in }
    ) throws -> [JobRecord] {
        let seen = try looks.look(at: now)
        whole = seen.whole
        let listing = InboxListing(seen)
        var claimed: [JobRecord] = []
        before = Dictionary(pending.map { (Array($0.path.utf8), $0) }, uniquingKeysWith: { first, _ in first })
        pending = listing.odd.map {
            PendingBundle(name: $0.name, path: path($0.name), state: "ignored", reason: $0.reason)
        }
        pending += listing.foreign.map {
            PendingBundle(
                name: $0, path: path($0), state: "cannot-claim", reason: "its name is not UTF-8: \($0)",
                hint: "rename it: convmv -f latin1 -t utf8 --notest, or mv with a pattern that it matches")
        }
        for candidate in listing.candidates where goesOn() {
            do {
                guard let job = try look(candidate, now()) else { continue }
                claimed.append(job)
                took(job)
            } catch {
                // One entry that cannot be looked at must not hide the others.
                let failure = error as? Failure
                report(candidate, "unreadable", failure?.message ?? "\(error)", hint: failure?.hint)
            }
        }
        let present = Set(listing.candidates.map(\.key))
        settling = settling.filter { present.contains($0.key) }
        return claimed
    }

    func path(_ name: String) -> String { inbox.path + "/" + name }

    /// - Returns: the job that the candidate became; nil where it stays pending.
    private mutating func look(_ candidate: Candidate, _ now: Date) throws -> JobRecord? {
        if let objection = NameObjection(candidate.name) {
            report(candidate, "cannot-claim", objection.reason, hint: objection.hint)
            return nil
        }
        if let missing = candidate.missing(hasDefaultCheckpoint: inbox.servesLoose) {
            wait(candidate, for: missing)
            return nil
        }
        if try !isDue(candidate, now), let same = before[Array(path(candidate).utf8)] {
            pending.append(same)
            return nil
        }
        if candidate.form == .folder, !life.disk.isReadable(path(candidate.name)) {
            report(unreadable: path(candidate.name), candidate)
            return nil
        }
        // Files lie in the inbox itself; a folder's owner may put links into it at any moment.
        let tree = candidate.form == .folder ? try life.disk.beneath(path(candidate.name)) : life.disk
        let signature = try TreeSignature(candidate.entries.map(path), in: tree)
        if let unreadable = signature.unreadable {
            settling[candidate.key] = nil
            report(unreadable: unreadable, candidate)
            return nil
        }
        guard let arrival = arrival(candidate, signature, now) else {
            let next = settling[candidate.key]?.nextLook
            report(
                candidate, "settling",
                "is taken when nothing in it changes any more (\(signature.files) files so far)", nextLook: next)
            return nil
        }
        return claim(candidate, arrival, now)
    }

    /// A bundle that is settling is read when its time has come: a large copy is not read afresh at each of its events.
    private func isDue(_ candidate: Candidate, _ now: Date) throws -> Bool {
        guard let settling = settling[candidate.key], now < settling.nextLook else { return true }
        if wasRenamedIn(candidate) { return true }
        return try candidate.form == .folder
            && life.disk.status(path(candidate.name) + "/" + TreeSignature.declaration) != nil
    }

    /// A rename says that a folder is whole; of loose files it says nothing about those that are still to come.
    private func wasRenamedIn(_ candidate: Candidate) -> Bool {
        candidate.form == .folder && whole.contains(candidate.key.name)
    }

    private mutating func arrival(_ candidate: Candidate, _ signature: TreeSignature, _ now: Date) -> Arrival? {
        if signature.isDeclared { return .declared }
        if wasRenamedIn(candidate) { return .renamedIn }
        var state = settling[candidate.key] ?? Settling(time: settle, now: now)
        let isSettled = state.look(signature, at: now)
        settling[candidate.key] = state
        return isSettled ? .settled : nil
    }

    private mutating func claim(_ candidate: Candidate, _ arrival: Arrival, _ now: Date) -> JobRecord? {
        do {
            let job = try life.claim(candidate, arrival, in: inbox)
            settling[candidate.key] = nil
            return job
        } catch {
            let failure = error as? Failure
            report(
                candidate, "cannot-claim", failure?.message ?? "\(error)", hint: failure?.hint, nextLook: now + settle)
            return nil
        }
    }
}
