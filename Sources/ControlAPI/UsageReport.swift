// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Bytes on the disks, measured now and then beside everything else.
public struct UsageReport: Codable, Sendable, Equatable {
    public struct Place: Codable, Sendable, Equatable {
        public var path: String
        public var bytes: Int

        public init(path: String, bytes: Int) {
            self.path = path
            self.bytes = bytes
        }
    }

    public struct Job: Codable, Sendable, Equatable {
        public var number: Int
        /// The bundle's name.
        public var name: String
        /// The input in the inbox, the job's own folder, and its published result.
        public var input: Int
        public var folder: Int
        public var result: Int

        public init(number: Int, name: String, input: Int = 0, folder: Int = 0, result: Int = 0) {
            self.number = number
            self.name = name
            self.input = input
            self.folder = folder
            self.result = result
        }

        public var bytes: Int { input + folder + result }
    }

    public var measured: Date
    public var inboxes: [Place]
    public var outboxes: [Place]
    /// The largest, largest first.
    public var jobs: [Job]

    public init(measured: Date, inboxes: [Place], outboxes: [Place], jobs: [Job]) {
        self.measured = measured
        self.inboxes = inboxes
        self.outboxes = outboxes
        self.jobs = jobs
    }
}
