// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import Testing

/// On a terminal, which `script` is: colours unless NO_COLOR forbids them, and a bar that is redrawn.
@Suite(.enabled(if: access("/usr/bin/script", X_OK) == 0), .timeLimit(.minutes(30))) struct TerminalTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func run(_ words: String, _ environment: [String: String] = [:]) async throws -> Uaectl.Finished {
        let command = ["/usr/bin/script", "-qec", "\(Uaectl.path) \(words)", "/dev/null"]
        return try await Uaectl.start(command, environment.merging(["UAED_SOCKET": scratch.socket]) { $1 }).finished()
    }

    @Test func colours() async throws {
        _ = try await StubServer.start(scratch.socket) { call in
            call.uri == "/v1/jobs" ? .json(Documents.answer(jobs: [Documents.job(1, "n", "published")])) : nil
        }
        let coloured = try await run("list")
        #expect(coloured.output.contains("\u{1B}[32mpublished\u{1B}[0m"), "\(coloured)")
        for environment in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
            let plain = try await run("list", environment)
            #expect(plain.output.contains("published") && !plain.output.contains("\u{1B}"), "\(plain)")
        }
    }

    /// Drawn while the job runs, cleared for the line that says how it ended.
    @Test func bar() async throws {
        let asked = Atomic(0)
        _ = try await StubServer.start(scratch.socket) { call in
            switch call.path {
            case "/v1/status": .json(Documents.status())
            case "/v1/events": .json(Documents.answer(next: 10))
            case "/v1/jobs/17":
                asked.wrappingAdd(1, ordering: .relaxed).newValue < 5
                    ? .json(Documents.answer(job: Self.job("running", Documents.progress(500, of: 1000))))
                    : .json(Documents.answer(job: Self.job("cancelled", "")))
            default: nil
            }
        }
        let finished = try await run("watch 17")
        let bar = "fashion  ████████████░░░░░░░░░░░░  50%, 500 of 1000 samples, 20.5/s, 12 s left"
        #expect(finished.status == 0 && finished.output.contains(bar), "\(finished)")
        let cleared = try #require(finished.output.range(of: "\u{1B}[1F\u{1B}[J"), "\(finished)")
        #expect(finished.output[cleared.upperBound...].contains("job 17 fashion: cancelled"), "\(finished)")
    }

    private static func job(_ state: String, _ more: String) -> String { Documents.job(17, "fashion", state, more) }
}
