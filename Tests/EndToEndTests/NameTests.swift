// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Names that are no text, or break lines: said in one line, never taken, the input untouched.
@Suite(.serialized, .timeLimit(.minutes(30))) struct NameTests {
    @Test func oddNamesAreShownAndLeftAlone() throws {
        let daemon = try TestDaemon("rescan = 1", settle: 0.1)
        let long = String(repeating: "n", count: 255)
        try shell(
            """
            cd '\(daemon.inbox.path)' && mkdir "$(printf '\\314\\201x')" "$(printf 'x\\330\\200')" &&
            mkdir "$(printf 'caf\\351')" "$(printf 'two\\nlines')" '\(long)' &&
            printf x > "$(printf 'esc\\033[31m.csv')"
            """)
        let before = try listing(daemon.inbox)
        let deadline = Date.now + 20
        var status = try daemon.ctl("status")
        while status.output.components(separatedBy: "cannot-claim").count < 6, Date.now < deadline {
            status = try daemon.ctl("status")
        }
        let shown = status.output.split(separator: "\n")
        for name in ["caf\\xe9", "two\\x0alines", "longer than 200 bytes", "U+0301", "U+0600"] {
            #expect(shown.contains { $0.contains("cannot-claim") && $0.contains(name) }, "\(name): \(status)")
        }
        #expect(!status.output.utf8.contains(0x1B), "an escape sequence reached the terminal")
        let json = try daemon.ctl("status", "--format", "json").output
        #expect(try JSONSerialization.jsonObject(with: Data(json.utf8)) is [String: Any])
        #expect(try daemon.ctl("explain", daemon.inbox.path + "/caf\\xe9").output.contains("not UTF-8"))
        #expect(try listing(daemon.inbox) == before)
        #expect(try daemon.jobs().isEmpty)
    }

    /// Inside a bundle such a name refuses the bundle: what it is called cannot stand in a manifest.
    @Test(arguments: [
        (#"caf\351.csv"#, #"caf\xe9.csv"#), (#"\314\201.csv"#, "U+0301"), (#"x.csv\330\200"#, "U+0600"),
    ])
    func oddNameInABundle(_ name: String, _ said: String) throws {
        let daemon = try TestDaemon("rescan = 1", settle: 0.1)
        let bundle = try Bundles().mice("odd")
        try shell("cd '\(bundle.path)' && printf x > \"$(printf '\(name)')\"")
        let before = try listing(bundle)
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: "odd"))
        let job = try daemon.await("odd", ["failed", "published"])
        #expect(job.state == "failed" && job.failure?["code"] as? String == "file-name", "\(job.object)")
        #expect((job.failure?["message"] as? String)?.contains(said) == true, "\(job.object)")
        #expect(try listing(daemon.inbox.appending(path: "odd.job1.failed")) == before)
    }

    private func shell(_ script: String) throws {
        let ran = try run(["/bin/sh", "-c", script])
        #expect(ran.status == 0, "\(ran)")
    }

    /// Names with their inodes, every odd byte escaped by ls.
    private func listing(_ folder: URL) throws -> String {
        try run(["/bin/ls", "-1aib", folder.path]).output.split(separator: "\n").filter { !$0.hasSuffix(" .") }
            .filter { !$0.hasSuffix(" ..") }.joined(separator: "\n")
    }
}
