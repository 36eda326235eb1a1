// SPDX-License-Identifier: Apache-2.0
import Models
import Synchronization

/// Executions of one model at one batch size that threads share, because binding a graph costs more than a pass.
final class ExecutionPool: Sendable {
    private let idle: Mutex<[Execution<Float>]>
    private let make: @Sendable () throws -> Execution<Float>

    /// - Parameter first: executions that are bound already.
    init(_ first: [Execution<Float>] = [], make: @escaping @Sendable () throws -> Execution<Float>) {
        idle = Mutex(first)
        self.make = make
    }

    /// Runs `body` with an execution that no other thread uses; its results do not depend on earlier uses.
    func withExecution<Result>(_ body: (inout Execution<Float>) throws -> Result) throws -> Result {
        var execution = try idle.withLock { $0.popLast() } ?? make()
        defer { idle.withLock { $0.append(execution) } }
        return try body(&execution)
    }
}
