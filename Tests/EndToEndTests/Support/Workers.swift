// SPDX-License-Identifier: Apache-2.0
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

/// Files of finished chunks in a job's folder `chunks`, which need not be there yet.
func durableChunks(_ chunks: String) -> Int {
    ((try? FileManager.default.contentsOfDirectory(atPath: chunks)) ?? []).count { $0.hasSuffix(".chunk") }
}

extension TestDaemon {
    /// Where the chunks of job `number` lie until it is published.
    func chunks(of number: Int) throws -> String { try jobFolders.appending(path: "\(number)/chunks").path }

    /// Looks again and again until it is so: for what no event tells.
    func until(_ what: String, within seconds: Double = 120, _ isSo: () throws -> Bool) throws {
        let deadline = Date.now + seconds
        while try !isSo() {
            guard Date.now < deadline else {
                throw TestFailure("\(what): not within \(seconds) s\n\(try String(contentsOf: log, encoding: .utf8))")
            }
            usleep(5000)
        }
    }
}
