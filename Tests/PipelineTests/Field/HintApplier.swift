// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation

/// Does what a hint says, as somebody would who reads no further: the line goes into job.toml, the command is run.
struct HintApplier {
    private static let commands = ["mv ", "iconv ", "gunzip ", "unzip ", "tar x", "sed -i ", "tr -d "]

    let bundle: TestBundle

    /// Whether the hint is a line, a command or another key, and was carried out.
    func apply(_ failure: Failure) throws -> Bool {
        guard let hint = failure.hint else { return false }
        if let line = hint.firstMatch(of: /below \[([a-z]+)\]: ([a-z_]+) = ((?:"[^"]*"|\[[^\]]*\]|[^ ,;]+))/) {
            try set(String(line.2), String(line.3), in: String(line.1))
            return true
        }
        if let line = hint.firstMatch(of: /^write line (\d+) as: (.*)$/) {
            var lines = try lines()
            lines[Int(line.1)! - 1] = String(line.2)
            try bundle.scratch.write(lines.joined(separator: "\n"), "job.toml")
            return true
        }
        if let word = hint.firstMatch(of: /^did you mean ([a-z_]+)\?$/),
            let old = failure.message.split(separator: " ").last
        {
            let text = try lines().map {
                $0.replacing("\(old) =", with: "\(word.1) =").replacing("\(old)=", with: "\(word.1) =")
            }
            try bundle.scratch.write(text.joined(separator: "\n"), "job.toml")
            return true
        }
        guard let start = Self.commands.compactMap({ hint.firstRange(of: $0)?.lowerBound }).min() else { return false }
        let rest = hint[start...]
        let end = [", ", " ("].compactMap { rest.firstRange(of: $0)?.lowerBound }.min() ?? rest.endIndex
        let command = rest[..<end].trimmingCharacters(in: .whitespaces)
        return try run(command, on: failure.file ?? "")
    }

    private func lines() throws -> [String] {
        try bundle.scratch.text("job.toml").split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.trimmingCharacters(in: ["\r"]) }
    }

    /// Puts the key below its section, in place of one that is there.
    private func set(_ key: String, _ value: String, in section: String) throws {
        let old = (try? bundle.scratch.text("job.toml")) ?? ""
        var lines = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let start = lines.firstIndex { $0.trimmingCharacters(in: .whitespaces) == "[\(section)]" }
        guard let start else {
            return try bundle.scratch.write(old + "\n[\(section)]\n\(key) = \(value)\n", "job.toml")
        }
        let end = lines[(start + 1)...].firstIndex { $0.hasPrefix("[") } ?? lines.endIndex
        let same = lines[start..<end].firstIndex { $0.prefixMatch(of: /\s*(\w+)\s*=/)?.1 == key[...] }
        if let same { lines[same] = "\(key) = \(value)" } else { lines.insert("\(key) = \(value)", at: start + 1) }
        try bundle.scratch.write(lines.joined(separator: "\n"), "job.toml")
    }

    /// Runs a command in the bundle; IN and OUT stand for the file, which the output replaces.
    private func run(_ command: String, on file: String) throws -> Bool {
        let quoted = "'\(file)'"
        var line = command.replacing("FILE", with: quoted)
        if let input = command.firstMatch(of: /IN\.\w+/), let output = command.firstMatch(of: /OUT\.\w+/) {
            line = line.replacing(input.0, with: quoted).replacing(output.0, with: "'.out'") + " && mv .out \(quoted)"
        }
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", line]
        shell.currentDirectoryURL = URL(fileURLWithPath: bundle.path)
        try shell.run()
        shell.waitUntilExit()
        return shell.terminationStatus == 0
    }
}
