// SPDX-License-Identifier: Apache-2.0
import Durability

/// Where a job's own files lie: below the work folder, on the outbox's mount, so that publishing is one rename.
public struct JobFolder: Sendable, Equatable {
    public let path: String

    public init(_ path: String) { self.path = path }

    /// `<work>/jobs/17`
    public init(in work: WorkFolder, job: Int) { path = "\(work.jobs)/\(job)" }

    public var plan: String { path + "/plan.json" }
    public var chunks: String { path + "/chunks" }
    /// The standard error of every worker of the job.
    public var log: String { path + "/log" }
    /// Held by the one worker that may write here.
    public var lock: String { path + "/lock" }
    /// The result before it is published.
    public var result: String { path + "/result" }
}
