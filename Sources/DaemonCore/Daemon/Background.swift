// SPDX-License-Identifier: Apache-2.0
import Dispatch

/// Work that waits for disks: on a thread of its own, because Swift's own threads are as many as cores.
package enum Background {
    private static let queue = DispatchQueue(label: "uaed.background", qos: .utility, attributes: .concurrent)

    package static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: body()) }
        }
    }
}
