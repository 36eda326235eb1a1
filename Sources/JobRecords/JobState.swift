// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// The states of a job: the words of the API, the database and the help.
public enum JobState: String, Codable, Sendable, CaseIterable {
    case inspecting, queued, running, publishing, published, held, waiting, failed, cancelled

    /// The job will not change any more, unless a person has it tried again.
    public var isFinal: Bool { self == .published || self == .failed || self == .cancelled }
    /// A worker process belongs to it.
    public var hasWorker: Bool { self == .inspecting || self == .running || self == .publishing }

    /// What the claimed input is called in the end.
    package var suffix: ClaimName.Suffix? {
        switch self {
        case .published: .done
        case .failed: .failed
        case .cancelled: .cancelled
        default: nil
        }
    }
}

/// Why a job waits, failed, or was not computed.
public enum JobReason {
    public static let refused = "refused"
    public static let quarantined = "quarantined"
    public static let error = "error"
    public static let incomplete = "incomplete"
    public static let disk = "disk"
    /// Another folder of the same owner stands in the input's place.
    public static let inputChanged = "input-changed"
    /// Published before: the job points at that result.
    public static let duplicate = "duplicate"

    /// For a job that a worker parked.
    package static func waiting(for failure: Failure) -> String {
        if failure.kind == .incomplete { return incomplete }
        return failure.code == "disk-full" ? disk : failure.code
    }
}
