// SPDX-License-Identifier: Apache-2.0
import Durability

/// The paths of a job's own files: below the work folder, on the outbox's mount, so that publication is one rename.
public struct JobFolder: Sendable, Equatable {
    public let path: String

    /// The job folder at a path.
    public init(_ path: String) { self.path = path }

    /// `<work>/jobs/17`
    public init(in work: WorkFolder, job: Int) { path = "\(work.jobs)/\(job)" }

    /// The frozen plan.
    public var plan: String { path + "/plan.json" }
    /// The stamps of the plan's inputs.
    public var inputs: String { path + "/inputs" }
    /// The folder of chunk files.
    public var chunks: String { path + "/chunks" }
    /// The standard error of every worker of the job.
    public var log: String { path + "/log" }
    /// The file that the one worker locks that may write here.
    public var lock: String { path + "/lock" }
    /// The result before publication.
    public var result: String { path + "/result" }
}
