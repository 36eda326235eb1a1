// SPDX-License-Identifier: Apache-2.0
import Models
import Synchronization

/// Executions of one model at one batch size, handed from thread to thread: binding a graph costs more than a pass.
final class ExecutionPool: Sendable {
    private let idle: Mutex<[Execution<Float>]>
    private let make: @Sendable () throws -> Execution<Float>

    /// - Parameter first: an execution that is there already.
    init(_ first: [Execution<Float>] = [], make: @escaping @Sendable () throws -> Execution<Float>) {
        idle = Mutex(first)
        self.make = make
    }

    /// Runs `body` with an execution that no one else has. What it computed before does not matter.
    func withExecution<Result>(_ body: (inout Execution<Float>) throws -> Result) throws -> Result {
        var execution = try idle.withLock { $0.popLast() } ?? make()
        defer { idle.withLock { $0.append(execution) } }
        return try body(&execution)
    }
}
