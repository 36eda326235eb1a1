// SPDX-License-Identifier: Apache-2.0
import Foundation

/// One bundle of the corpus: what is expected of it, a line each, and why.
struct FieldCase: CustomStringConvertible, Sendable {
    let name: String
    let reason: String
    let lines: [String]
    var description: String { name }

    /// The cases of `outcomes.txt`, in its order.
    static let all: [FieldCase] = {
        guard let text = try? String(contentsOfFile: Fixtures.path("field/outcomes.txt"), encoding: .utf8) else {
            return []
        }
        var cases: [FieldCase] = []
        var (head, lines) = ("", [String]())
        for line in text.split(separator: "\n").map(String.init) + ["end: "] where !line.hasPrefix("#") {
            if line.hasPrefix("    ") {
                lines.append(String(line.dropFirst(4)))
                continue
            }
            if let colon = head.firstRange(of: ": ") {
                cases.append(
                    FieldCase(
                        name: String(head[..<colon.lowerBound]), reason: String(head[colon.upperBound...]), lines: lines
                    ))
            }
            (head, lines) = (line, [])
        }
        return cases
    }()

    /// The bundles, unpacked once.
    static let corpus: Result<Scratch, any Error> = Result {
        let scratch = try Scratch()
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        tar.arguments = ["tar", "-xJf", Fixtures.path("field/corpus.tar.xz"), "-C", scratch.path]
        try tar.run()
        tar.waitUntilExit()
        guard tar.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
        return scratch
    }

    /// A copy of the bundle, which hints may change.
    func bundle() throws -> TestBundle {
        let bundle = try TestBundle()
        let source = try Self.corpus.get().path + "/" + name
        for entry in try FileManager.default.contentsOfDirectory(atPath: source) {
            try FileManager.default.copyItem(atPath: "\(source)/\(entry)", toPath: "\(bundle.path)/\(entry)")
        }
        return bundle
    }
}
