// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Durability
import Glibc
import JobRecords

/// Claims a bundle by renaming it inside its own inbox. A claim therefore survives restarts, needs no permission on the
/// person's folder, and is visible to the person.
///
/// Everybody who may write in an inbox may rename what lies there, including a claim. A claim is therefore recognised
/// by its identity, and changes in it go through a held folder.
struct Claiming: Sendable {
    let disk: any Disk
    let inbox: String

    /// The identity of what is about to be claimed, for the job record. For loose files it makes the empty folder that
    /// they are gathered in.
    ///
    /// - Returns: nil if the candidate is gone.
    /// - Throws: environment `changes` if somebody put another folder in the place of the new one; or the disk's
    ///   failure.
    func identity(of candidate: Candidate, as job: Int) throws -> ObjectIdentity? {
        guard case .loose = candidate.form else { return try disk.hold(path(candidate.name))?.identity }
        let folder = path(Self.gathering(candidate.name, job))
        try disk.makeFolder(folder, mode: 0o755)
        // Somebody may have put a folder of their own there meanwhile.
        guard let held = try disk.hold(folder), held.identity.owner == geteuid(), try held.names(in: folder).isEmpty
        else {
            throw Self.changes(folder)
        }
        return held.identity
    }

    /// The folder that loose files are gathered in before it gets the claim's name. It is hidden, so that nobody takes
    /// it for a claim.
    static func gathering(_ bundle: String, _ job: Int) -> String {
        "." + ClaimName(bundle: bundle, job: job, .claimed).name + Self.gathers
    }

    private static let gathers = ".part"

    /// The claim that a folder of this name is gathered for; nil if the name has another form.
    static func gathered(_ name: String) -> ClaimName? {
        guard name.hasPrefix("."), name.hasSuffix(gathers) else { return nil }
        return ClaimName(String(name.dropFirst().dropLast(gathers.count)))
    }

    private func path(_ name: String) -> String { "\(inbox)/\(name)" }

    private func claim(_ bundle: String, _ job: Int) -> String {
        path(ClaimName(bundle: bundle, job: job, .claimed).name)
    }

    /// Renames the candidate to its claim, and makes that name durable.
    ///
    /// - Parameter owner: of the job. The dataset of loose files must belong to this user, which is checked again once
    ///   it lies in the claim's folder.
    /// - Throws: environment `changes` if the candidate was exchanged meanwhile; it is not claimed then.
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

    /// Moves loose files into the folder. The dataset comes last, and its presence means that the claim is whole, so
    /// everything else must be durable before it comes.
    private func gather(
        _ files: [String], in folder: String, _ identity: ObjectIdentity, _ owner: UInt32
    ) throws {
        guard let held = try disk.hold(folder), held.identity.isSame(as: identity) else { throw Self.changes(folder) }
        for file in LooseFile.claimOrder(files) {
            if LooseFile(file)?.isDataset == true { try held.sync() }
            try held.take(path(file), as: file)
            // The file may have been exchanged between the check and the move.
            let taken = try held.status("\(folder)/\(file)")
            guard taken?.kind == .file, LooseFile(file)?.isDataset != true || taken?.owner == owner else {
                try? held.give(file, to: path(file))
                throw Self.changes(path(file))
            }
        }
        try held.sync()
    }

    /// Resumes a claim that failed, or that a crash cut off: completes it if it is whole, and undoes it otherwise.
    ///
    /// - Returns: whether the claim exists now.
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

    /// Whether this entry makes the claim whole: a file of the job's owner that is the dataset by its name.
    private func isDataset(_ name: String, in held: any HeldFolder, _ folder: String, of owner: UInt32) throws -> Bool {
        guard LooseFile(name)?.isDataset == true, let status = try held.status("\(folder)/\(name)") else {
            return false
        }
        return status.kind == .file && status.owner == owner
    }

    /// Moves the gathered files back. If a file was dropped again under its name meanwhile, that one stays in the
    /// inbox, and its older copy in the hidden folder.
    private func undo(_ held: any HeldFolder, _ names: [String], _ folder: String) throws {
        for name in names where try disk.status(path(name)) == nil { try held.give(name, to: path(name)) }
        if try held.names(in: folder).isEmpty { try disk.removeFolder(folder) }
        try disk.syncFolder(inbox)
    }

    /// Moves files of a loose bundle that came after its claim in beside the others; never a second dataset.
    func takeInLateFiles(_ job: JobRecord, _ claim: any HeldFolder) throws {
        let place = job.path(.claimed)
        // Nothing is moved into a person's own folder.
        guard claim.identity.owner == geteuid() else { return }
        let present = try claim.names(in: place)
        guard present.allSatisfy({ LooseFile($0)?.stem == job.name }) else { return }
        for name in try disk.names(in: inbox) where !present.contains(name) {
            guard let file = LooseFile(name), file.stem == job.name, !file.isDataset,
                try disk.status(path(name))?.kind == .file
            else { continue }
            try claim.take(path(name), as: name)
        }
    }
}
