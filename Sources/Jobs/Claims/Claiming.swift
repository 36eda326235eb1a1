// SPDX-License-Identifier: Apache-2.0
import Bundles
import Durability
import Base
import Glibc
import JobRecords

/// Takes a bundle by renaming it inside its own inbox: it survives restarts, needs no right on the person's folder, and the
/// person sees it.
///
/// Everybody who may write in an inbox may rename what lies there, a claim too. So what was claimed is known by its identity, and
/// changes in it go through a folder that is held.
struct Claiming: Sendable {
    let disk: any Disk
    let inbox: String

    /// What is about to be claimed, and what a record of it says.
    ///
    /// - Returns: nil where it is gone.
    func identity(of candidate: Candidate, as job: Int) throws -> ObjectIdentity? {
        guard case .loose = candidate.form else { return try disk.hold(path(candidate.name))?.identity }
        let folder = path(Self.gathering(candidate.name, job))
        try disk.makeFolder(folder, mode: 0o755)
        // Somebody may have put his own there since.
        guard let held = try disk.hold(folder), held.identity.owner == geteuid(), try held.names(in: folder).isEmpty
        else {
            throw Self.changes(folder)
        }
        return held.identity
    }

    /// The folder that loose files are gathered in, before it gets the claim's name: hidden, so that nobody takes it for one.
    static func gathering(_ bundle: String, _ job: Int) -> String {
        "." + ClaimName(bundle: bundle, job: job, .claimed).name + Self.gathers
    }

    private static let gathers = ".part"

    /// The claim that a folder of this name is gathered for; nil where it is none.
    static func gathered(_ name: String) -> ClaimName? {
        guard name.hasPrefix("."), name.hasSuffix(gathers) else { return nil }
        return ClaimName(String(name.dropFirst().dropLast(gathers.count)))
    }

    private func path(_ name: String) -> String { "\(inbox)/\(name)" }

    private func claim(_ bundle: String, _ job: Int) -> String {
        path(ClaimName(bundle: bundle, job: job, .claimed).name)
    }

    /// - Throws: environment `changes`, where something else stands in its place meanwhile: nothing is claimed then.
    ///
    /// - Parameter owner: of the job: the dataset must be a file of that user's, also when it lies in the claim.
    func claim(_ candidate: Candidate, as job: Int, _ identity: ObjectIdentity, owner: UInt32) throws {
        if case .loose(let files) = candidate.form {
            try gather(files, in: path(Self.gathering(candidate.name, job)), identity, owner)
        }
        try rename(candidate, job, identity)
        try disk.syncFolder(inbox)
    }

    private func rename(_ candidate: Candidate, _ job: Int, _ identity: ObjectIdentity) throws {
        let isLoose = candidate.form != .folder
        let source = path(isLoose ? Self.gathering(candidate.name, job) : candidate.name)
        let target = claim(candidate.name, job)
        try disk.rename(source, to: target)
        if try disk.hold(target)?.identity.isSame(as: identity) == true { return }
        try disk.rename(target, to: source)
        throw Self.changes(source)
    }

    static func changes(_ path: String) -> Failure {
        Failure(
            .environment, code: "changes", "something else was put in its place while it was claimed",
            hint: "uaed looks again by itself", file: path)
    }

    /// The dataset comes last, and says that the claim is whole: everything else must be durable before it comes.
    private func gather(
        _ files: [String], in folder: String, _ identity: ObjectIdentity, _ owner: UInt32
    ) throws {
        guard let held = try disk.hold(folder), held.identity.isSame(as: identity) else { throw Self.changes(folder) }
        for file in LooseFile.claimOrder(files) {
            if LooseFile(file)?.role == .dataset { try held.sync() }
            try held.take(path(file), as: file)
            // What was looked at may have been exchanged before it was taken.
            let taken = try held.status("\(folder)/\(file)")
            guard taken?.kind == .file, LooseFile(file)?.role != .dataset || taken?.owner == owner else {
                try? held.give(file, to: path(file))
                throw Self.changes(path(file))
            }
        }
        try held.sync()
    }

    /// Goes on with a claim that a crash cut off, or that failed: whole ones are completed, others undone.
    ///
    /// - Returns: whether the claim stands.
    func finish(_ job: JobRecord) throws -> Bool {
        guard let identity = job.identity else { return false }
        if try disk.hold(job.path(.claimed))?.identity.isSame(as: identity) == true {
            try disk.syncFolder(inbox)
            return true
        }
        let folder = path(Self.gathering(job.name, job.number))
        guard let held = try disk.hold(folder), held.identity.isSame(as: identity) else { return false }
        let names = try held.names(in: folder)
        if try names.contains(where: { try isDataset($0, in: held, folder, of: job.ownerUid) }) {
            try disk.rename(folder, to: job.path(.claimed))
            try disk.syncFolder(inbox)
            return true
        }
        try undo(held, names, folder)
        return false
    }

    /// The claim is whole with it: a file that is the dataset by its name, of the job's owner.
    private func isDataset(_ name: String, in held: any HeldFolder, _ folder: String, of owner: UInt32) throws -> Bool {
        guard LooseFile(name)?.role == .dataset, let status = try held.status("\(folder)/\(name)") else { return false }
        return status.kind == .file && status.owner == owner
    }

    /// A file that was dropped again meanwhile is left where it is, and its older copy in the hidden folder.
    private func undo(_ held: any HeldFolder, _ names: [String], _ folder: String) throws {
        for name in names where try disk.status(path(name)) == nil { try held.give(name, to: path(name)) }
        if try held.names(in: folder).isEmpty { try disk.removeFolder(folder) }
        try disk.syncFolder(inbox)
    }

    /// Files of a loose bundle that came after its claim: moved in beside the others. Never a second dataset.
    func takeInLateFiles(_ job: JobRecord, _ claim: any HeldFolder) throws {
        let place = job.path(.claimed)
        // A person's own folder takes nothing in.
        guard claim.identity.owner == geteuid() else { return }
        let present = try claim.names(in: place)
        guard present.allSatisfy({ LooseFile($0)?.stem == job.name }) else { return }
        for name in try disk.names(in: inbox) where !present.contains(name) {
            guard let file = LooseFile(name), file.stem == job.name, file.role != .dataset,
                try disk.status(path(name))?.kind == .file
            else { continue }
            try claim.take(path(name), as: name)
        }
    }
}
