// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `docs/METHODS.md` names only files and tests that exist.
@Suite(.timeLimit(.minutes(10))) struct MethodsDocumentTests {
    private static let root = Fixtures.folder.deletingLastPathComponent().deletingLastPathComponent()

    private func names(_ folder: String) throws -> [String: String] {
        let base = Self.root.appending(path: folder).resolvingSymlinksInPath().path
        var found: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: base) where path.hasSuffix(".swift") {
            found[String(path.split(separator: "/").last ?? "")] = base + "/" + path
        }
        return found
    }

    @Test func everythingNamedExists() throws {
        let text = try String(contentsOf: Self.root.appending(path: "docs/METHODS.md"), encoding: .utf8)
        var (sources, tests) = (try names("Sources/Attacks"), try names("Tests/AttacksTests"))
        sources.merge(try names("Sources/Pipeline")) { one, _ in one }
        for folder in ["Tests/PaperTests", "Tests/PipelineTests"] { tests.merge(try names(folder)) { one, _ in one } }
        let named = text.matches(of: /`([A-Za-z+\/.]+)`/).map { String($0.1) }
        var found = (files: 0, tests: 0)
        for name in named {
            let last = String(name.split(separator: "/").last ?? "")
            if last.hasSuffix(".swift") {
                #expect(sources[last] != nil, "\(name)")
                found.files += 1
            } else if let suite = last.split(separator: ".").first, suite.hasSuffix("Tests"),
                name != "Tests/PaperTests",
                name != "Tests/AttacksTests"
            {
                let path = try #require(tests[suite + ".swift"], "\(name)")
                let function = last.dropFirst(suite.count + 1)
                let code = try String(contentsOfFile: path, encoding: .utf8)
                #expect(function.isEmpty || code.contains("func \(function)("), "\(name)")
                found.tests += 1
            }
        }
        #expect(found.files > 25 && found.tests > 25)
    }
}
