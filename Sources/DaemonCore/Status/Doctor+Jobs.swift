// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI
import JobRecords
import Jobs

/// Compares ledger and disks.
extension Doctor {
    /// Finds job folders without a job.
    func orphans(_ work: WorkFolder) -> DoctorReport.Check {
        check("job-folders", work.path) {
            let folder = work.jobs
            let names = try disk.status(folder) == nil ? [] : disk.names(in: folder)
            let lost = try names.filter { name in
                guard let number = Int(name) else { return true }
                return try ledger.job(number) == nil
            }
            return DoctorReport.Check(
                "job-folders", ok: lost.isEmpty,
                "\(names.count) job folders in \(folder)"
                    + (lost.isEmpty ? ", all of known jobs" : "; of no job: \(Self.some(lost))"),
                hint: lost.isEmpty
                    ? nil
                    : "look into them, then rm -r \(lost.prefix(5).map { "'\(folder)/\($0)'" }.joined(separator: " "))")
        }
    }

    /// Finds claims that the ledger does not know.
    func claims(_ inbox: Configuration.Inbox) -> DoctorReport.Check {
        check("claims", inbox.path) {
            let claims = try disk.names(in: inbox.path).compactMap(ClaimName.init)
            let unknown = try claims.filter { claim in
                guard let job = try ledger.job(claim.job) else { return true }
                return job.name != claim.bundle
            }
            return DoctorReport.Check(
                "claims", ok: unknown.isEmpty,
                "\(claims.count) inputs with a job's name in \(inbox.path)"
                    + (unknown.isEmpty
                        ? ", all of known jobs" : "; of no known job: \(Self.some(unknown.map(\.name)))"),
                hint: unknown.isEmpty
                    ? nil
                    : "they are another ledger's, or somebody gave them such names: mv them out of the inbox, or drop them again "
                        + "under a name of their own"
            )
        }
    }

    /// Finds open jobs whose input is gone.
    var openJobs: DoctorReport.Check {
        check("jobs", configuration.state) {
            let open = try ledger.openJobs()
            let lost = try open.filter { try disk.status($0.path(.claimed)) == nil }
            return DoctorReport.Check(
                "jobs", ok: lost.isEmpty,
                "\(counted(open.count, "job is", "jobs are")) open"
                    + (lost.isEmpty
                        ? ", and all have their input"
                        : "; without input: \(Self.some(lost.map { "\($0.number) (\($0.name))" }))"),
                hint: lost.first.map { "put it back as \($0.path(.claimed)), or uaectl cancel \($0.number)" })
        }
    }

    private static func some(_ names: [String]) -> String {
        names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    }
}
