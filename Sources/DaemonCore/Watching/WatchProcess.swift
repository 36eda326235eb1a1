// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Synchronization

/// A running `uaed-watch`. The watcher's thread writes to it and reads from it; any thread may kill it.
final class WatchProcess: Sendable {
    private let input: FileHandle
    private let output: FileHandle
    private let pid: Int32
    private let isGone = Mutex(false)

    /// - Throws: `Failure` of kind environment if no process can be started.
    init(_ program: String, mostDead: Int) throws {
        // What the library writes to standard error is in the exit status too, or useless.
        let started = try Spawn.start(
            [program, "--most-dead", "\(mostDead)"], environment: [:], log: "/dev/null")
        (input, output, pid) = (started.standardInput, started.standardOutput, started.pid)
    }

    var descriptor: Int32 { output.fileDescriptor }
    var identifier: Int32 { pid }

    /// Writes all commands. If the process is gone they are lost, and its end is read next. The process always goes on reading,
    /// however much it has to write itself.
    func send(_ commands: WatchCommands) {
        var rest = commands.bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(input.fileDescriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Reads what the process has written; nil at its end.
    func read() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(output.fileDescriptor, &bytes, bytes.count)
            if count < 0, errno == EINTR { continue }
            return count > 0 ? Array(bytes[..<count]) : nil
        }
    }

    /// Kills the process, from any thread; never a stranger that got its number.
    func kill() { isGone.withLock { if !$0 { _ = Glibc.kill(pid, SIGKILL) } } }

    /// Kills the process if it still runs.
    ///
    /// - Returns: how it ended.
    func reap() -> ChildProcess.Exit {
        kill()
        return isGone.withLock { isGone in
            isGone = true
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7f
            return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
        }
    }
}
