// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// The states of a job. The words are those of the API, the database and the help.
public enum JobState: String, Codable, Sendable, CaseIterable {
    case inspecting, queued, running, publishing, published, held, waiting, failed, cancelled

    /// Whether the job will not change any more, unless a person retries it.
    public var isFinal: Bool { self == .published || self == .failed || self == .cancelled }
    /// Whether a worker process belongs to the job in this state.
    public var hasWorker: Bool { self == .inspecting || self == .running || self == .publishing }

    /// Suffix of the claimed input's final name; nil while the job is open.
    package var suffix: ClaimName.Suffix? {
        switch self {
        case .published: .done
        case .failed: .failed
        case .cancelled: .cancelled
        default: nil
        }
    }
}

/// Why a job waits, has failed, or was not computed.
public enum JobReason {
    /// The input is at fault.
    public static let refused = "refused"
    /// Workers died again and again without finishing a chunk.
    public static let quarantined = "quarantined"
    /// uaed itself is at fault, or the input is gone.
    public static let error = "error"
    /// The rest of the input is still to come.
    public static let incomplete = "incomplete"
    /// The disk is full.
    public static let disk = "disk"
    /// Another folder of the same owner is in the input's place.
    public static let inputChanged = "input-changed"
    /// The same was published before, and the job points at that result.
    public static let duplicate = "duplicate"

    /// The reason to record for a job that is parked with this failure.
    package static func waiting(for failure: Failure) -> String {
        if failure.kind == .incomplete { return incomplete }
        return failure.code == "disk-full" ? disk : failure.code
    }
}
