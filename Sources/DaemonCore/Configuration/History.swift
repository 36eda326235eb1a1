// SPDX-License-Identifier: Apache-2.0
/// The setting `keep_history`: which rows of the ledger are deleted when they are old.
enum History: Sendable, Equatable {
    /// Events are deleted after 90 days, jobs never.
    case jobs
    case forever
    /// Events, and finished jobs whose input and folder are gone, are deleted after so many seconds.
    case all(Double)

    private static let usual = 90 * 86_400.0

    /// The seconds that events are kept; nil: for ever.
    var events: Double? {
        switch self {
        case .jobs: Self.usual
        case .forever: nil
        case .all(let seconds): seconds
        }
    }

    /// The seconds that the rows of finished jobs are kept; nil: for ever.
    var finished: Double? { if case .all(let seconds) = self { seconds } else { nil } }
}
