// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Threads beside the daemon's turns for what may take long: walks of large trees, claims by the thousand.
///
/// Not the concurrency runtime's own threads: there are as many of them as cores, and the turns need one.
struct BlockingQueue: Sendable {
    private let queue: DispatchQueue

    /// - Parameter isSerial: one piece of work at a time, in order.
    init(_ name: String, isSerial: Bool) {
        queue = DispatchQueue(label: name, attributes: isSerial ? [] : .concurrent)
    }

    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try work() }) }
        }
    }
}
