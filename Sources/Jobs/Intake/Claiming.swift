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
        for name in names { try disk.rename("\(folder)/\(name)", to: "\(inbox)/\(name)") }
        try disk.removeFolder(folder)
        try disk.syncFolder(inbox)
        return false
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
