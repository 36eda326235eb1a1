// SPDX-License-Identifier: Apache-2.0
/// `keep_history`: which rows of the ledger go when they are old.
enum History: Sendable, Equatable {
    /// Events go after 90 days, jobs never.
    case jobs
    case forever
    /// Seconds; of events, and of jobs that are over and whose input and folder are gone.
    case all(Double)

    private static let usual = 90 * 86_400.0

    /// Seconds that events are kept; nil: for ever.
    var events: Double? {
        switch self {
        case .jobs: Self.usual
        case .forever: nil
        case .all(let seconds): seconds
        }
    }

    /// Seconds that the rows of jobs that are over are kept; nil: for ever.
    var finished: Double? { if case .all(let seconds) = self { seconds } else { nil } }
}
