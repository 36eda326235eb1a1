// SPDX-License-Identifier: Apache-2.0
import Durability
import Base

/// What uaed keeps of its jobs for itself: records, the jobs' own folders, notes on copies that schedules make. It lies where nobody
/// else may write, because what is in it is believed.
public struct WorkFolder: Sendable, Equatable, Hashable {
    public let path: String

    public init(_ path: String) { self.path = path }

    public var jobs: String { path + "/jobs" }
    public var schedules: String { path + "/schedules" }
    package var records: String { path + "/records" }
    /// The highest number that was given: a second witness beside the names of the records.
    package var highest: String { path + "/highest" }
}
