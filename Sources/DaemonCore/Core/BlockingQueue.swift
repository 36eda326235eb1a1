// SPDX-License-Identifier: Apache-2.0
import Dispatch

/// Threads for what may take long: walks of large trees, thousands of claims. The concurrency runtime has only as many
/// threads as there are cores, and the daemon's turns need one of them.
struct BlockingQueue: Sendable {
    private let queue: DispatchQueue

    /// - Parameter isSerial: true to do one piece of work at a time, in the order of the calls.
    init(_ name: String, isSerial: Bool) {
        queue = DispatchQueue(label: name, attributes: isSerial ? [] : .concurrent)
    }

    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try work() }) }
        }
    }
}
