// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `inspect` and `operators` are the worker's own words, with uaectl's exit statuses.
@Suite(.timeLimit(.minutes(30))) struct WorkerProgramTests {
    let scratch: Scratch

    /// uaectl with a worker beside it that says how it was called and ends as `$ENDING` says.
    init() throws {
        scratch = try Scratch()
        try FileManager.default.copyItem(atPath: Uaectl.path, toPath: scratch.path + "/uaectl")
        let script = """
            #!/bin/sh
            echo "$@"
            echo "to stderr" >&2
            case $ENDING in kill) kill -9 $$;; *) exit "$ENDING";; esac
            """
        try script.write(toFile: scratch.path + "/uae-worker", atomically: true, encoding: .utf8)
        for name in ["my bundle", "b"] {
            try FileManager.default.createDirectory(
                atPath: scratch.path + "/" + name, withIntermediateDirectories: true)
        }
        guard chmod(scratch.path + "/uae-worker", 0o755) == 0 else { throw POSIXError(.EPERM) }
    }

    private func run(_ arguments: [String], ending: String) async throws -> Uaectl.Finished {
        try await Uaectl.start([scratch.path + "/uaectl"] + arguments, ["ENDING": ending], in: scratch.path).finished()
    }

    @Test(arguments: [["inspect", "none"], ["verify", "none"], ["verify", "none", "--replay", "2"]])
    func whatIsNotThere(_ arguments: [String]) async throws {
        let finished = try await run(arguments, ending: "0")
        #expect(finished.status == 3 && finished.errors.contains("no such file or folder: 'none'"), "\(finished)")
    }

    @Test(arguments: [("0", 0), ("64", 2), ("65", 1), ("70", 1), ("75", 1), ("kill", 1)] as [(String, Int32)])
    func endings(_ ending: String, _ status: Int32) async throws {
        let finished = try await run(["inspect", "my bundle"], ending: ending)
        #expect(finished.status == status)
        #expect(finished.output == "inspect --format text -- my bundle\n" && finished.errors == "to stderr\n")
    }

    @Test func formats() async throws {
        let inspect = try await run(["inspect", "b", "--checkpoint", "m.onnx"], ending: "0")
        #expect(inspect.output == "inspect --checkpoint m.onnx --format text -- b\n")
        let nothing = try await run(["inspect", "b", "--format", "json"], ending: "0")
        #expect(nothing.status == 1 && nothing.output.contains("\"no-worker\""), "\(nothing)")
        #expect(try await run(["operators"], ending: "0").output == "operators --format table\n")
        #expect(try await run(["operators", "--format", "json"], ending: "0").output == "operators --format json\n")
    }

    @Test func workerThatIsNotThere() async throws {
        try FileManager.default.removeItem(atPath: scratch.path + "/uae-worker")
        let command = [scratch.path + "/uaectl", "operators"]
        let finished = try await Uaectl.start(command, ["PATH": scratch.path + "/none"]).finished()
        #expect(finished.status == 1 && finished.errors.contains("uae-worker"), "\(finished)")
    }
}
