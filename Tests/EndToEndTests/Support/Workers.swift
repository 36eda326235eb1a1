import Foundation

/// Pids of `uae-worker generate` processes whose command line names the daemon's outbox.
///
/// - Parameter name: of the job; nil: any.
func workers(of daemon: TestDaemon, named name: String? = nil) throws -> [pid_t] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.filter { pid in
        guard let line = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(pid)/cmdline")) else { return false }
        let words = String(decoding: line, as: UTF8.self)
        return words.contains("uae-worker") && words.contains("generate") && words.contains(daemon.outbox.path)
            && (name.map { words.contains("--name=\($0)\0") } ?? true)
    }
}
