import Foundation
import Testing

/// Workers are guests: whatever else the machine does comes first.
@Suite struct CourtesyTests {
    @Test func workersHaveLowProcessorAndIOPriority() throws {
        let daemon = try TestDaemon()
        try FileManager.default.moveItem(
            at: Bundles().fashion("long", images: 16, job: Bundles.endless), to: daemon.inbox.appending(path: "long"))
        _ = try daemon.await("long", ["running"])
        let worker = try #require(try workers(of: daemon, named: "long").first)
        let own = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
        // Every thread that computes has it from the process's first one.
        for thread in try FileManager.default.contentsOfDirectory(atPath: "/proc/\(worker)/task") {
            let number = try #require(id_t(thread))
            #expect(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), number) == max(own, 10))
            #expect(try run(["/usr/bin/ionice", "-p", thread]).output.trimmingCharacters(in: .newlines) == "idle")
        }
        let process = try #require(daemon.process).processIdentifier
        #expect(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(process)) == own)
    }
}
