// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Workers are guests: whatever else the machine does comes first.
@Suite(.timeLimit(.minutes(30))) struct CourtesyTests {
    @Test func workersHaveLowProcessorAndIOPriority() throws {
        let daemon = try TestDaemon()
        try FileManager.default.moveItem(
            at: Bundles().fashion("long", images: 16, job: Bundles.endless), to: daemon.inbox.appending(path: "long"))
        _ = try daemon.await("long", ["running"])
        let worker = try #require(try workers(of: daemon, named: "long").first)
        // Those that compute have used a processor by now.
        let deadline = Date.now + 60
        while try times(worker).filter({ $0.ticks > 20 }).isEmpty, Date.now < deadline { usleep(50_000) }
        let computing = try times(worker).filter { $0.ticks > 20 }
        #expect(!computing.isEmpty)
        for (thread, _) in computing {
            #expect(niceness(thread) >= 10, "\(computing)")
            #expect(try run(["/usr/bin/ionice", "-p", "\(thread)"]).output.trimmingCharacters(in: .newlines) == "idle")
        }
        #expect(niceness(try #require(daemon.process).processIdentifier) == niceness(0))
    }

    private func niceness(_ thread: pid_t) -> Int32 {
        getpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(thread))
    }

    /// Processor time in user mode, in clock ticks (proc_pid_stat(5), field 14).
    private func times(_ process: pid_t) throws -> [(thread: pid_t, ticks: Int)] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task").compactMap { name in
            let line = try? String(contentsOfFile: "/proc/\(process)/task/\(name)/stat", encoding: .utf8)
            let fields = line?.split(separator: ")").last?.split(separator: " ") ?? []
            guard let thread = pid_t(name), fields.count > 11, let ticks = Int(fields[11]) else { return nil }
            return (thread, ticks)
        }
    }
}
