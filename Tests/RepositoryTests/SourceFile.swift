// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A Swift source of the repository, as the tests of the tree read it.
struct SourceFile: Sendable {
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static let modifiers =
        #"(?:(?:public|package|internal|private|fileprivate|final|indirect|nonisolated|@\w+(?:\([^)]*\))?) )*"#

    /// Below `Sources`: `Jobs/Intake/Intake.swift`.
    let path: String
    /// Without comments and the contents of string literals.
    let code: String

    init(path: String, text: String) {
        self.path = path
        code = text.replacing(/(?s)""".*?"""/, with: "\"\"").replacing(/"(?:\\.|[^"\\\n])*"/, with: "\"\"")
            .replacing(/\/\/.*/, with: "")
    }

    var module: String { String(path.split(separator: "/")[0]) }
    /// The folder that the file lies in, below `Sources`.
    var folder: String { path.split(separator: "/").dropLast().joined(separator: "/") }

    /// The modules that it imports.
    var imports: [String] { names("\(Self.modifiers)import (?:(?:class|struct|func|enum|protocol) )?(\\w+)") }

    /// Names that stand at the top of the file and that other files can use.
    var declared: [String] {
        names("\(Self.modifiers)(?:struct|class|enum|actor|protocol|typealias|func|let|var) (\\w+)")
    }

    /// Names of types and cases that stand inside types: they hide what has the same name outside.
    var nested: Set<String> {
        let types = names(" +\(Self.modifiers)(?:struct|class|enum|actor|protocol|typealias|let|var|func) (\\w+)")
        let cases = code.matches(of: /(?m)^ +case ([\w, ]+)/).flatMap { $0.1.split(separator: ",") }
        return Set(types).union(cases.map { $0.filter { $0 != " " } })
    }

    /// Whether a name that begins with a small letter is a parameter, a label or a variable of the file's own.
    func hasLocal(_ word: String) -> Bool {
        word.first?.isLowercase == true && (code.contains("\(word):") || code.contains("let \(word) "))
    }

    /// Every word of the code.
    var words: Set<String> { Set(code.matches(of: /[A-Za-z_]\w*/).map { String($0.0) }) }

    /// What the only group of a pattern finds at the beginnings of lines.
    private func names(_ pattern: String) -> [String] {
        let regex = try! Regex("(?m)^\(pattern)", as: (Substring, Substring).self)
        return code.matches(of: regex).map { String($0.output.1) }
    }

    static func all() throws -> [SourceFile] {
        let sources = repository.appending(path: "Sources").path
        return try FileManager.default.subpathsOfDirectory(atPath: sources).filter { $0.hasSuffix(".swift") }.sorted()
            .map { SourceFile(path: $0, text: try String(contentsOfFile: "\(sources)/\($0)", encoding: .utf8)) }
    }
}
