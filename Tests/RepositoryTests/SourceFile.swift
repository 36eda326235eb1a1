// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A Swift source of the repository, as the tests of the tree read it.
struct SourceFile: Sendable {
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Below `Sources`: `Jobs/Intake/Intake.swift`.
    let path: String
    /// Without comments and the contents of string literals.
    let code: String

    var module: String { String(path.split(separator: "/")[0]) }
    /// The folder that the file lies in, below `Sources`.
    var folder: String { path.split(separator: "/").dropLast().joined(separator: "/") }

    /// The modules that it imports.
    var imports: [String] {
        code.matches(of: /(?m)^(?:@testable |@preconcurrency )?import (?:(?:class|struct|func|enum) )?(\w+)/).map {
            String($0.1)
        }
    }

    /// Names of types and functions that stand at the top of the file.
    var declared: [String] {
        let pattern =
            /(?m)^(?:(?:public|package|final|indirect|@\w+(?:\([^)]*\))?) )*(?:struct|class|enum|actor|protocol|typealias|func) (\w+)/
        return code.matches(of: pattern).map { String($0.1) }
    }

    /// Names of types and cases that stand inside types: they hide what has the same name outside.
    var nested: Set<String> {
        let type =
            /(?m)^ +(?:(?:public|package|private|fileprivate|final|indirect) )*(?:struct|class|enum|protocol|typealias) (\w+)/
        let cases = code.matches(of: /(?m)^ +case ([\w, ]+)/).flatMap { $0.1.split(separator: ",") }
        return Set(code.matches(of: type).map { String($0.1) }).union(cases.map { $0.filter { $0 != " " } })
    }

    /// Every word of the code.
    var words: Set<String> { Set(code.matches(of: /[A-Za-z_]\w*/).map { String($0.0) }) }

    static func all() throws -> [SourceFile] {
        let sources = repository.appending(path: "Sources").path
        return try FileManager.default.subpathsOfDirectory(atPath: sources).filter { $0.hasSuffix(".swift") }.sorted()
            .map {
                SourceFile(path: $0, code: stripped(try String(contentsOfFile: "\(sources)/\($0)", encoding: .utf8)))
            }
    }

    private static func stripped(_ text: String) -> String {
        text.replacing(/(?s)""".*?"""/, with: "\"\"").replacing(/"(?:\\.|[^"\\\n])*"/, with: "\"\"")
            .replacing(/\/\/.*/, with: "")
    }
}
