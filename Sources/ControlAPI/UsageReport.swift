// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// Disk usage in bytes, measured from time to time in the background.
public struct UsageReport: Codable, Sendable, Equatable {
    /// A folder and the bytes in it.
    public struct Place: Codable, Sendable, Equatable {
        public var path: String
        public var bytes: Int

        /// Memberwise initialiser.
        public init(path: String, bytes: Int) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// The disk usage of a job: its input in the inbox, its job folder and its published result.
    public struct Job: Codable, Sendable, Equatable {
        public var number: Int
        /// The bundle's name.
        public var name: String
        public var input: Int
        public var folder: Int
        public var result: Int

        /// Memberwise initialiser.
        public init(number: Int, name: String, input: Int = 0, folder: Int = 0, result: Int = 0) {
            self.number = number
            self.name = name
            self.input = input
            self.folder = folder
            self.result = result
        }

        /// The sum over input, job folder and result.
        public var bytes: Int { input + folder + result }
    }

    public var measured: Date
    public var inboxes: [Place]
    public var outboxes: [Place]
    /// The 100 largest jobs, largest first.
    public var jobs: [Job]

    /// Memberwise initialiser.
    public init(measured: Date, inboxes: [Place], outboxes: [Place], jobs: [Job]) {
        self.measured = measured
        self.inboxes = inboxes
        self.outboxes = outboxes
        self.jobs = jobs
    }
}
