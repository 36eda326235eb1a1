// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import FoundationEssentials
import JobRecords

/// Takes bundles in from one inbox. Scans decide what is complete; events only trigger scans.
public struct Intake: Sendable {
    /// The inbox, its outbox and its work folder.
    public var inbox: InboxPlace
    let life: JobLife
    /// Settle time in seconds.
    public var settle: Double
    private var settling: [Candidate.Key: Settling] = [:]
    /// All looks at this inbox, including those of other code.
    public let looks: InboxLooks
    /// Names of folders that arrived by one rename, according to the last look.
    private var whole: Set<[UInt8]> = []
    /// Folders that lacked something: what comes into them later is copied, even if the folder itself came by one rename.
    private var lacking: Set<Candidate.Key> = []
    /// Entries that the last scan found and did not claim.
    public internal(set) var pending: [PendingBundle] = []
    /// The findings of the scan before this one, for bundles that are not due yet.
    private var before: [[UInt8]: PendingBundle] = [:]

    /// Makes no scan yet.
    ///
    /// - Parameter settle: seconds that a bundle must be unchanged.
    public init(_ inbox: InboxPlace, life: JobLife, settle: Double) {
        self.inbox = inbox
        self.life = life
        self.settle = settle
        looks = InboxLooks(inbox.path, disk: life.disk)
    }

    /// When the next scan is useful even without an event; nil if never.
    public var nextLook: Date? { pending.compactMap(\.nextLook).min() }

    /// Looks at everything in the inbox and claims what is complete.
    ///
    /// - Parameters:
    ///   - now: is evaluated for each bundle, because those before it may have taken long.
    ///   - goesOn: is asked before each bundle; once it returns false, the rest is left to the next scan.
    ///   - took: is called with each new job at once.
    /// - Returns: the new jobs.
    /// - Throws: the disk's `Failure` if the inbox cannot be listed.
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
                // An entry that cannot be read must not hide the others.
                let failure = error as? Failure
                report(candidate, "unreadable", failure?.message ?? "\(error)", hint: failure?.hint)
            }
        }
        let present = Set(listing.candidates.map(\.key))
        settling = settling.filter { present.contains($0.key) }
        lacking.formIntersection(present)
        return claimed
    }

    func path(_ name: String) -> String { inbox.path + "/" + name }

    /// - Returns: the job that the candidate became; nil if it stays pending.
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
        // Loose files lie in the inbox itself. A folder's owner may put links into it at any moment, so it is read
        // beneath.
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
        if candidate.form == .folder, arrival != .declared, !signature.isCut,
            let missing = signature.contents.missing(hasDefaultCheckpoint: inbox.servesFolders)
        {
            lacking.insert(candidate.key)
            wait(candidate, for: missing, beside: signature.contents.others)
            return nil
        }
        return claim(candidate, arrival, now)
    }

    /// Whether a settling bundle is to be read now: a large copy is not read again at each of its events.
    private func isDue(_ candidate: Candidate, _ now: Date) throws -> Bool {
        guard let settling = settling[candidate.key], now < settling.nextLook else { return true }
        if wasRenamedIn(candidate) { return true }
        return try candidate.form == .folder
            && life.disk.status(path(candidate.name) + "/" + TreeSignature.declaration) != nil
    }

    /// Whether the candidate is a folder that arrived by one rename, which proves that it is whole. About loose files
    /// that are still to come a rename proves nothing.
    private func wasRenamedIn(_ candidate: Candidate) -> Bool {
        candidate.form == .folder && whole.contains(candidate.key.name) && !lacking.contains(candidate.key)
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
