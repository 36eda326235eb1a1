// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Every command of README.md and docs/MANUAL.md is run: by this test as an ordinary user in an empty home, or by `.ci/run`.
@Suite(.timeLimit(.minutes(30))) struct ReadmeTests {
    /// What `.ci/run` runs itself, or the parts of it.
    static let continuousIntegration: Set<String> = [
        "make demo", "make test", "make build && sudo make install",
    ]

    /// What `make test-systemd` runs in a container, in this order.
    static let underSystemd: Set<String> = [
        "make deb && sudo apt install ./.build/uaed_*.deb", "sudo usermod -aG uaed ann", "systemctl status uaed",
        "uaectl submit mybundle", "uaectl watch mybundle", "ls /var/lib/uaed/outbox/mybundle",
        "sudo systemctl reload uaed",
    ]

    /// What this test runs, in this order.
    static let asAPerson = [
        "uaed", "uaectl submit mybundle --dry-run", "cp -r mybundle ~/uaed/inbox/", "uaectl list", "uaectl watch",
        "uaectl show mybundle", "uaectl explain ~/uaed/inbox/mybundle", "uaectl wait mybundle",
        "uaectl pause --until 22:00", "uaectl cancel mybundle", "uaectl retry mybundle", "uaectl verify mybundle",
        "uaectl verify ~/uaed/outbox/mybundle --replay 4", "uaectl doctor",
        "uaectl doctor --ledger-copy ledger.sqlite", "uaectl clean --older-than 30d --dry-run",
        "uaectl adopt ~/uaed/inbox/lost.job99.done",
        "uaectl schedule add nightly --cron '0 3 * * *' --tz Europe/Berlin --job mybundle",
        "uaectl schedule next nightly", "uaectl schedule list", "uae-worker run mybundle --out results",
        "uae-worker inspect mybundle", "uae-worker operators",
        "uae-worker evaluate --checkpoint model.onnx --input x.npy --out outputs",
    ]

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Programs.repository.appending(path: path), encoding: .utf8)
    }

    private func commands(in text: some StringProtocol) -> Set<String> {
        let lines = text.split(separator: "\n").filter { $0.hasPrefix("$ ") }
        return Set(
            lines.map { line in
                let command = line.dropFirst(2)
                return (command.range(of: " #").map { String(command[..<$0.lowerBound]) } ?? String(command))
                    .trimmingCharacters(in: .whitespaces)
            })
    }

    /// Links, paths, names of tests, lengths, the table of modules.
    @Test func theDocumentsHold() throws {
        let check = Programs.repository.appending(path: "docs/check").path
        let finished = try run([check])
        #expect(finished.status == 0, "\(finished)")
        let installed = try Scratch.folder()
        let made = try run([Programs.repository.appending(path: "docs/install").path, installed.path])
        #expect(made.status == 0, "\(made)")
        let there = try run([check, installed.path])
        #expect(there.status == 0, "\(there)")
    }

    @Test func continuousIntegrationRunsWhatTheReadmeSays() throws {
        let lines = Set(try text(".ci/run").split(separator: "\n"))
        #expect(lines.contains("make test"))
        for part in ["make demo", "make install"] { #expect(lines.contains { $0.contains(part) }, "\(part)") }
    }

    /// `Tests/systemd/run` finds its commands by the sentence before them.
    @Test func theServicesBlockIsWhereItIsLookedFor() throws {
        let sentence = "\nAs a service, from a Debian package"
        let rest = try #require(try text("README.md").components(separatedBy: sentence).dropFirst().first)
        let block = try #require(rest.components(separatedBy: "\n```").dropFirst().first)
        #expect(commands(in: block) == Self.underSystemd)
    }

    @Test func everyCommandRuns() throws {
        let written = commands(in: try text("README.md")).union(commands(in: try text("docs/MANUAL.md")))
        let expected = Self.asAPerson
        #expect(
            written == Set(expected).union(Self.continuousIntegration).union(Self.underSystemd),
            "the README, the manual and their test must agree")

        let home = try Scratch.folder()
        let bundles = try Bundles()
        let made = try bundles.fashion("mybundle", images: 8)
        try FileManager.default.moveItem(at: made, to: home.appending(path: "mybundle"))
        try FileManager.default.copyItem(
            at: Programs.checkpoint("dense_torch.onnx"), to: home.appending(path: "model.onnx"))
        try npy(rows: 2, columns: 784).write(to: home.appending(path: "x.npy"))
        let user: User? = geteuid() == 0 ? .person : nil
        if let user { try run(["/bin/chown", "-R", "\(user.uid):\(user.gid)", home.path]) }
        let environment = [
            "HOME": home.path, "XDG_RUNTIME_DIR": home.path, "XDG_CONFIG_HOME": "", "XDG_STATE_HOME": "",
            "UAED_SOCKET": "", "PATH": "\(Programs.folder.path):/usr/bin:/bin",
        ].filter { !$0.value.isEmpty }
        func shell(_ command: String) throws -> Finished {
            try run(["/bin/sh", "-c", command], environment: environment, as: user, directory: home)
        }

        let daemon = try launch(
            ["/bin/sh", "-c", "exec uaed"], environment: environment, as: user, log: home.appending(path: "log"))
        defer {
            daemon.terminate()
            daemon.waitUntilExit()
        }
        let deadline = Date.now + 20
        while try shell("uaectl status").status != 0, Date.now < deadline { usleep(50_000) }
        let apart: Set = ["uaectl watch", "uaectl cancel mybundle", "uaectl retry mybundle"]
        for command in expected.dropFirst() where !apart.contains(command) {
            if command.hasPrefix("uaectl show") { _ = try shell("uaectl watch --until-idle") }
            if command.hasPrefix("uaectl adopt") { _ = try shell("cp -r mybundle ~/uaed/inbox/lost.job99.done") }
            var finished = try shell(command)
            while command.hasPrefix("uaectl show"), finished.status != 0, Date.now < deadline + 60 {
                usleep(200_000)
                finished = try shell(command)
            }
            #expect(finished.status == 0, "\(command): \(finished)")
        }
        #expect([0, 7].contains(try shell("uaectl cancel mybundle").status), "cancelled, or already published")
        #expect([0, 7].contains(try shell("uaectl retry mybundle").status), "tried again, or published")
        let watch = try run(
            ["/usr/bin/timeout", "1", "uaectl", "watch"], environment: environment, as: user, directory: home)
        #expect(watch.status == 124, "watch goes on until it is interrupted: \(watch)")
    }

    /// A float32 array in NumPy's format, version 1.0.
    private func npy(rows: Int, columns: Int) -> Data {
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
        header += String(repeating: " ", count: 63 - (10 + header.count) % 64) + "\n"
        var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count & 255), UInt8(header.count >> 8)])
        data += Data(header.utf8)
        for index in 0..<rows * columns {
            withUnsafeBytes(of: Float(index % 256) / 255) { data.append(contentsOf: $0) }
        }
        return data
    }
}
