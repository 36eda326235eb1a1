// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Bundles
import ControlAPI
import FoundationEssentials
import Glibc

/// Runs `uae-worker` as the calling user, because the daemon never opens a person's own files.
enum WorkerProgram {
    /// Runs the worker on uaectl's own standard input, output and error.
    ///
    /// - Throws: `ExitCode`: 2 for wrong usage, 1 if the worker refused or failed; `ErrorReport`, `no-worker`.
    static func run(_ arguments: [String]) throws {
        let status = try wait(for: start([try path()] + arguments))
        switch status {
        case 0: return
        case 64: throw ExitCode(2)
        default: throw ExitCode(1)
        }
    }

    /// Runs the worker and collects its standard output; its standard error is uaectl's own.
    ///
    /// - Returns: the worker's own exit status, and what it wrote.
    /// - Throws: `ErrorReport`, `no-worker`.
    static func output(of arguments: [String]) throws -> (status: Int32, text: String) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw ErrorReport("no-worker", "uae-worker cannot be heard: \(String(cString: strerror(errno)))")
        }
        let reading = Descriptor(ends[0])
        var writing: Descriptor? = Descriptor(ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let pid = try start([try path()] + arguments, output: writing?.number)
        // The worker's end is the last one then: its exit ends the reading.
        writing = nil
        let bytes = reading.contents(limit: .max) ?? []
        return (try wait(for: pid), String(decoding: bytes, as: UTF8.self))
    }

    /// The worker's path: beside uaectl, else in `PATH`.
    ///
    /// - Throws: `ErrorReport`, `no-worker`.
    static func path() throws -> String {
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let folders = ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":").map(String.init)
        for folder in [program.deletingLastPathComponent().path] + folders {
            let candidate = folder + "/uae-worker"
            if access(candidate, X_OK) == 0 { return candidate }
        }
        throw ErrorReport(
            "no-worker", "the program uae-worker is neither beside uaectl nor in PATH",
            hint: "it is installed together with uaectl: sudo make install")
    }

    /// Starts the worker in uaectl's process group, so that Ctrl-C reaches both. SIGPIPE, which uaectl ignores, has its
    /// default action again.
    private static func start(_ arguments: [String], output: Int32? = nil) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigemptyset(&defaults)
        sigaddset(&defaults, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let output { posix_spawn_file_actions_adddup2(&actions, output, 1) }
        let environment = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
        var pid: pid_t = 0
        let error = withStrings(arguments) { words in
            withStrings(environment) { posix_spawn(&pid, arguments[0], &actions, &attributes, words, $0) }
        }
        guard error == 0 else {
            throw ErrorReport("no-worker", "\(arguments[0]) cannot be started: \(String(cString: strerror(error)))")
        }
        return pid
    }

    /// - Returns: the exit status; 1 if a signal ended the worker.
    private static func wait(for pid: pid_t) throws -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else {
                throw ErrorReport("no-worker", "uae-worker is lost: \(String(cString: strerror(errno)))")
            }
        }
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 1
    }

    private static func withStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        return body(copies + [nil])
    }
}
