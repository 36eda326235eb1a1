import Durability
import Failures

/// Takes a bundle by renaming it inside its own inbox (CONTRACTS: claim): it survives restarts, needs no right on the
/// person's folder, and the person sees it.
public struct Claiming: Sendable {
    let disk: any Disk

    public init(disk: any Disk = LocalDisk()) { self.disk = disk }

    /// - Returns: the claimed folder's name in the inbox.
    public func claim(_ candidate: Candidate, in inbox: String, as job: Int) throws -> String {
        let claim = ClaimName(bundle: candidate.name, job: job, .claimed).name
        switch candidate.form {
        case .folder: try disk.rename("\(inbox)/\(candidate.name)", to: "\(inbox)/\(claim)")
        case .loose(let files):
            try disk.makeFolder("\(inbox)/\(claim)")
            for file in LooseFile.claimOrder(files) {
                // The dataset says that the claim is whole: everything else must be durable before it comes.
                if LooseFile(file)?.role == .dataset { try disk.syncFolder("\(inbox)/\(claim)") }
                try disk.rename("\(inbox)/\(file)", to: "\(inbox)/\(claim)/\(file)")
            }
            try disk.syncFolder("\(inbox)/\(claim)")
        }
        try disk.syncFolder(inbox)
        return claim
    }

    /// A claim that no ledger knows: whole ones are kept, half-made ones of loose files undone.
    ///
    /// - Returns: whether the claim stands.
    func settle(_ claim: ClaimName, in inbox: String) throws -> Bool {
        let folder = "\(inbox)/\(claim.name)"
        let names = try disk.names(in: folder)
        let loose = names.compactMap(LooseFile.init)
        let isHalfMade =
            names.allSatisfy { LooseFile($0)?.stem == claim.bundle } && !loose.contains { $0.role == .dataset }
        guard isHalfMade else { return true }
        // A file that was dropped again meanwhile is left where it is, and its older copy in the claim.
        for name in names where try disk.status("\(inbox)/\(name)") == nil {
            try disk.rename("\(folder)/\(name)", to: "\(inbox)/\(name)")
        }
        if try disk.names(in: folder).isEmpty { try disk.removeFolder(folder) }
        try disk.syncFolder(inbox)
        return false
    }

    /// Files of a loose bundle that came after its claim: moved in beside the others. Never a second dataset.
    func takeInLateFiles(_ bundle: String, into claim: String, in inbox: String) throws {
        let isLoose = try disk.names(in: claim).allSatisfy { LooseFile($0)?.stem == bundle }
        guard isLoose else { return }
        for name in try disk.names(in: inbox) {
            guard let file = LooseFile(name), file.stem == bundle, file.role != .dataset,
                try disk.status("\(claim)/\(name)") == nil
            else { continue }
            try disk.rename("\(inbox)/\(name)", to: "\(claim)/\(name)")
        }
    }

    /// The claim's last name: `.done`, `.failed` or `.cancelled`. Nothing where it has it already, or is gone.
    ///
    /// Not synced: the ledger knows how the job ended, and a start gives the name again.
    func finish(_ bundle: String, job: Int, in inbox: String, as suffix: ClaimName.Suffix) throws {
        let claim = inbox + "/" + ClaimName(bundle: bundle, job: job, .claimed).name
        guard try disk.status(claim) != nil else { return }
        try disk.rename(claim, to: inbox + "/" + ClaimName(bundle: bundle, job: job, suffix).name)
    }
}
