// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Glibc
import Synchronization

/// A bounded Dispatch pool: at most `threads` chunks at once. The first error ends the rest.
enum ChunkPool {
    private struct State {
        var next = 0
        var error: (any Error)?
    }

    /// Returns when every chunk is done.
    ///
    /// - Throws: the first error, once no thread works any more.
    static func run(
        _ chunks: [Int], threads: Int, _ body: @escaping @Sendable (_ chunk: Int) throws -> Void
    ) throws {
        let queue = DispatchQueue(label: "uaed.chunks", qos: qos, attributes: .concurrent)
        let group = DispatchGroup()
        let shared = Shared()
        for _ in 0..<min(threads, chunks.count) {
            queue.async(group: group) {
                while let chunk = shared.take(chunks) {
                    do { try body(chunk) } catch { shared.fail(error) }
                }
            }
        }
        group.wait()
        if let error = shared.error { throw error }
    }

    /// On Linux, Dispatch sets the niceness of a queue's threads itself, to 0 by default and to 10 in the background,
    /// regardless of the process's own. A worker, whose niceness is 10, uses a background queue to stay there.
    private static var qos: DispatchQoS {
        getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) >= 10 ? .background : .unspecified
    }

    private final class Shared: Sendable {
        private let state = Mutex(State())

        func take(_ chunks: [Int]) -> Int? {
            state.withLock { state in
                guard state.error == nil, state.next < chunks.count else { return nil }
                defer { state.next += 1 }
                return chunks[state.next]
            }
        }

        func fail(_ error: any Error) {
            state.withLock { if $0.error == nil || $0.error is CancellationError { $0.error = error } }
        }

        var error: (any Error)? { state.withLock { $0.error } }
    }
}
