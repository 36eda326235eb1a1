// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// What holds of every test: it ends, and where it cannot run it says so.
@Suite(.timeLimit(.minutes(10))) struct TestsTests {
    /// The tests' sources, by their paths below `Tests`.
    private static let sources: [(path: String, text: String)] = {
        let tests = SourceFile.repository.appending(path: "Tests").path
        let files = try! FileManager.default.subpathsOfDirectory(atPath: tests).filter { $0.hasSuffix(".swift") }
            .sorted()
        return files.map { ($0, try! String(contentsOfFile: "\(tests)/\($0)", encoding: .utf8)) }
    }()

    /// Types and functions at the top of a file that hold a test or are one, with the attributes before them.
    private static func suites(in text: String) -> [(attributes: Substring, name: Substring)] {
        let declaration =
            #/
            (?m)^(?<attributes>(?:@\w+(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?\s+)*)
            (?:(?:final|private)\x20)*(?:struct|class|enum|actor|func)\x20(?<name>\w+)
            /#
        return text.matches(of: declaration).compactMap { match in
            let rest = text[match.range.upperBound...]
            let line = rest.prefix { $0 != "\n" }
            let body = line.hasSuffix("}") ? line : rest[..<(rest.firstRange(of: "\n}")?.lowerBound ?? rest.endIndex)]
            let holdsTests = body.contains("@Test") || match.output.attributes.contains("@Test")
            return holdsTests ? (match.output.attributes, match.output.name) : nil
        }
    }

    @Test func everySuiteHasItsTime() {
        let found = Self.sources.flatMap { file in Self.suites(in: file.text).map { (file.path, $0) } }
        #expect(found.count > 200)
        for (path, suite) in found {
            #expect(suite.attributes.contains(".timeLimit("), "\(path): \(suite.name) needs .timeLimit(.minutes(…))")
        }
    }

    /// Without a tool, a right or a mount: `.enabled(if:)` with the reason, so that the run's report counts it as skipped.
    @Test func noTestPassesForWantOfSomething() {
        for (path, text) in Self.sources where !path.hasPrefix("RepositoryTests/") {
            #expect(!text.contains("return print("), "\(path): .enabled(if: …, \"reason\") says what is missing")
        }
    }

    @Test func suitesAreFound() {
        let text = """
            @Suite(.serialized, .timeLimit(.minutes(1))) struct A {
                @Test func a() {}
            }

            @Suite(
                .enabled("x") { try run(["x"]) == 0 },
                .timeLimit(.minutes(1))
            )
            struct B {
                @Test func a() {}
            }

            final class C {
                @Test func a() {}
            }

            struct Helper {}

            @Test func d() {}
            """
        let found = Self.suites(in: text)
        #expect(found.map(\.name) == ["A", "B", "C", "d"])
        #expect(found.map { $0.attributes.contains(".timeLimit(") } == [true, true, false, false])
    }
}
