// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The completions are the shells' own language, and know the daemon's jobs.
@Suite(.timeLimit(.minutes(30))) struct CompletionTests {
    private func script(_ program: String, _ shell: String) throws -> URL {
        let made = try run([Programs.path(program), "--generate-completion-script", shell])
        #expect(made.status == 0, "\(made)")
        let file = try Scratch.folder().appending(path: shell)
        try made.output.write(to: file, atomically: true, encoding: .utf8)
        return file
    }

    /// Shells that are not installed are left out.
    @Test(arguments: ["uaed", "uaectl", "uae-worker"]) func areRightForTheirShell(_ program: String) throws {
        for (shell, check) in [("bash", ["-n"]), ("zsh", ["-n"]), ("fish", ["--no-execute"])] {
            guard
                let path = ["/bin/", "/usr/bin/"].map({ $0 + shell }).first(where: FileManager.default.isExecutableFile)
            else { continue }
            let checked = try run([path] + check + [try script(program, shell).path])
            #expect(checked.status == 0 && checked.errors.isEmpty, "\(shell): \(checked)")
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func theVerbSaysTheSame(_ shell: String) throws {
        let said = try run([Programs.path("uaectl"), "completions", shell])
        #expect(said.status == 0, "\(said)")
        let made = try String(contentsOf: script("uaectl", shell), encoding: .utf8)
        #expect(said.output.trimmingCharacters(in: .newlines) == made.trimmingCharacters(in: .newlines))
    }

    @Test func aJobsNumberAndNameAreCompleted() throws {
        let daemon = try TestDaemon()
        let folder = try Bundles().mice("whiskers")
        try FileManager.default.moveItem(at: folder, to: daemon.inbox.appending(path: "whiskers"))
        _ = try daemon.await("whiskers", ["published"])
        let ask = """
            . "$1"; COMP_WORDS=(uaectl show ""); COMP_CWORD=2; COMP_LINE="uaectl show "; COMP_POINT=${#COMP_LINE}
            function_name=$(complete -p uaectl | sed 's/.*-F \\([^ ]*\\).*/\\1/'); "$function_name" uaectl "" show
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let completed = try run(
            ["/bin/bash", "-c", ask, "bash", try script("uaectl", "bash").path],
            environment: ["UAED_SOCKET": daemon.socket, "PATH": Programs.folder.path + ":/usr/bin:/bin"])
        let words = completed.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(words.contains("1") && words.contains("whiskers"), "\(completed)")
    }
}
