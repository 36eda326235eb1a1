// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import Foundation
import Synchronization

/// A child process with a life line on its standard input and lines on its standard output.
///
/// It leads a process group of its own, so that a signal also reaches the processes that it starts, and it inherits no other
/// descriptor. Its end is the process's end, even if another process, such as a backtracer of its crash, still holds its pipe.
package final class ChildProcess: Sendable {
    package enum Exit: Sendable, Equatable {
        case exited(Int32)
        case signalled(Int32)
    }

    package enum Output: Sendable, Equatable {
        case line(String)
        /// The child is gone; this is always the last.
        case ended(Exit)
    }

    package let identity: ProcessIdentity
    package let output: AsyncStream<Output>
    private let lifeLine: Mutex<FileHandle?>
    private let isGone: Mutex<Bool>
    private let endsGroup: Bool

    /// - Parameters:
    ///   - log: the child's standard error is appended to this file.
    ///   - endsGroup: true to kill the processes that it leaves behind when it ends.
    /// - Throws: `Failure` of kind environment if no process can be started.
    init(_ command: [String], environment: [String: String], log: String, endsGroup: Bool = false) throws {
        let started = try Spawn.start(command, environment: environment, log: log)
        identity = ProcessIdentity(pid: started.pid, startTime: ProcessIdentity.startTime(of: started.pid) ?? 0)
        lifeLine = Mutex(started.standardInput)
        isGone = Mutex(false)
        self.endsGroup = endsGroup
        let (stream, continuation) = AsyncStream.makeStream(
            of: Output.self, bufferingPolicy: .bufferingOldest(Self.mostPending))
        output = stream
        let reading = started.standardOutput
        let thread = Thread { [self] in
            let end = uaed_open_process(identity.pid)
            LineReader(reading, until: end).forEach { Self.hand(.line($0), to: continuation) }
            if end >= 0 { close(end) }
            Self.hand(.ended(reap()), to: continuation)
            continuation.finish()
        }
        thread.name = "child \(started.pid)"
        thread.start()
    }

    /// The maximum number of lines that wait to be taken. A child that writes more waits, because its pipe is full.
    private static let mostPending = 1024

    private static func hand(_ output: Output, to stream: AsyncStream<Output>.Continuation) {
        while case .dropped = stream.yield(output) { usleep(1000) }
    }

    /// Ends the child's standard input, which makes it stop without a result.
    package func cutLifeLine() {
        lifeLine.withLock { $0 = nil }
    }

    /// Signals the child and the processes that it started, never a stranger that got its number.
    package func signal(_ signal: Int32) {
        isGone.withLock { isGone in
            if !isGone { kill(-identity.pid, signal) }
        }
    }

    /// Waits without reaping at first, so that the number stays the child's until `isGone` says otherwise.
    private func reap() -> Exit {
        var information = siginfo_t()
        while waitid(P_PID, id_t(identity.pid), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
        return isGone.withLock { isGone in
            isGone = true
            // The number is still the child's, and with it the group's.
            if endsGroup { kill(-identity.pid, SIGKILL) }
            var status: Int32 = 0
            while waitpid(identity.pid, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7f
            return signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal)
        }
    }
}

/// Identifies a process across a restart of the daemon: numbers are used again, but not with the same start time.
package struct ProcessIdentity: Sendable, Equatable {
    var pid: Int32
    /// Clock ticks after boot: field 22 of /proc/PID/stat.
    var startTime: UInt64

    /// True while this very process exists and is not a zombie.
    var isAlive: Bool { Self.startTime(of: pid) == startTime }

    /// Returns nil if there is no such process, or only its zombie.
    static func startTime(of pid: Int32) -> UInt64? { fields(of: pid).flatMap { UInt64($0[19]) } }

    /// The seconds of processor time so far, including those of its ended children; 0 if it is gone.
    var computed: Double {
        guard let fields = Self.fields(of: pid), UInt64(fields[19]) == startTime else { return 0 }
        // utime, stime, cutime, cstime
        let ticks = fields[11...14].compactMap { Double($0) }.reduce(0, +)
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The fields of /proc/PID/stat from field 3 on; the name before the last parenthesis may hold anything.
    private static func fields(of pid: Int32) -> [Substring]? {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return fields
    }
}
