// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The man pages render, and tell every verb, option and key that there is.
@Suite(.timeLimit(.minutes(30))) struct ManualTests {
    private static let names = ["uaectl.1", "job.toml.5", "uaed.toml.5", "uae-worker.8", "uaed.8", "uaed-watch.8"]
    private static let man = "/usr/bin/man"
    private let folder: URL

    init() throws {
        folder = try Scratch.folder()
        let made = try run([Programs.repository.appending(path: "docs/man/generate").path, folder.path])
        #expect(made.status == 0 && made.errors.isEmpty, "\(made)")
    }

    private func page(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    }

    private func matches(_ pattern: String, in text: String) throws -> [String] {
        text.matches(of: try Regex("(?m)" + pattern)).compactMap { $0.output[1].substring.map(String.init) }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: man), "\(man) is missing"), arguments: names)
    func rendersWithoutWarnings(_ name: String) throws {
        let rendered = try run(
            [Self.man, "--warnings", "--local-file", folder.path + "/" + name],
            environment: ["LC_ALL": "C.UTF-8", "MANWIDTH": "100", "MANPAGER": "/bin/cat"])
        #expect(rendered.status == 0 && rendered.errors.isEmpty, "\(rendered.errors)")
        #expect(rendered.output.contains("SEE ALSO"))
    }

    @Test(arguments: [("uaectl", "uaectl.1"), ("uaectl schedule", "uaectl.1"), ("uae-worker", "uae-worker.8")])
    func tellsEveryVerb(_ command: String, _ name: String) throws {
        let words = command.split(separator: " ").map(String.init)
        let help = try run([Programs.path(words[0])] + words.dropFirst() + ["--help"]).output
        let list = try #require(help.components(separatedBy: "SUBCOMMANDS:").last)
        let verbs = try matches("^  ([a-z][a-z0-9-]*) ", in: list)
        let text = try page(name)
        #expect(verbs.count >= 6)
        for verb in verbs {
            let whole = (words.dropFirst() + [verb]).joined(separator: " ")
            #expect(try !matches("^\\.It Ic (\(whole))\\b", in: text).isEmpty, "\(whole)")
        }
    }

    /// Every long option of every verb, `--version` and `--help` apart.
    @Test func uaectlTellsEveryOption() throws {
        let text = try page("uaectl.1")
        for verb in try matches("^\\.It Ic ([a-z]+(?: [a-z-]+)?)", in: text) {
            let help = try run([Programs.path("uaectl"), "help"] + verb.split(separator: " ").map(String.init)).output
            let options = Set(try matches("^ +(?:-[a-z], )?--([a-z-]+)", in: help)).subtracting(["version", "help"])
            #expect(!options.isEmpty || verb == "completions")
            for option in options { #expect(text.contains("Fl Fl \(option)"), "\(verb) --\(option)") }
        }
    }

    @Test func uaedTellsEveryOption() throws {
        let help = try run([Programs.path("uaed"), "--help"]).output
        let text = try page("uaed.8")
        let options = try matches("^  (?:-[a-z], )?--([a-z-]+)", in: help)
        #expect(options.contains("config"))
        for option in options { #expect(text.contains("Fl Fl \(option)"), "--\(option)") }
    }

    @Test(arguments: [
        ("etc/uaed.toml", "^#?([a-z_]+) = ", "uaed.toml.5", "Li"),
        ("docs/JOBFILE.md", "^\\| `([a-z_]+)` ", "job.toml.5", "Cm"),
    ])
    func tellsEveryKey(_ source: String, _ pattern: String, _ name: String, _ macro: String) throws {
        let file = Programs.repository.appending(path: source)
        let keys = try matches(pattern, in: String(contentsOf: file, encoding: .utf8))
        #expect(keys.count > 15)
        #expect(try matches("^\\.It \(macro) ([a-z_]+) ", in: page(name)) == keys)
    }
}
