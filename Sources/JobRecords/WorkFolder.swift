// SPDX-License-Identifier: Apache-2.0
import Base
import Durability

/// The paths of what uaed keeps for itself: job records, job folders, and notes on the copies that schedules make. The
/// work folder lies where nobody else may write, because its contents are believed.
public struct WorkFolder: Sendable, Equatable, Hashable {
    public let path: String

    /// The work folder at a path.
    public init(_ path: String) { self.path = path }

    /// The folder of job folders.
    public var jobs: String { path + "/jobs" }
    /// The folder of notes on the copies that schedules make.
    public var schedules: String { path + "/schedules" }
    /// The folder of job records.
    package var records: String { path + "/records" }
    /// The file with the highest job number that was given out, a second witness beside the names of the records.
    package var highest: String { path + "/highest" }
}
