// SPDX-License-Identifier: Apache-2.0
import Dispatch

/// Runs work that waits for disks on a thread of its own. Swift's own threads are only as many as there are cores.
package enum Background {
    private static let queue = DispatchQueue(label: "uaed.background", qos: .utility, attributes: .concurrent)

    package static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: body()) }
        }
    }

    package static func run<Value: Sendable>(
        throwing body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await run { Result { try body() } }.get()
    }
}
