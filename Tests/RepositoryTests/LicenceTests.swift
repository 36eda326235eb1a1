// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Each source file says under which licence it is: a program is under one that all of its files have.
@Suite(.timeLimit(.minutes(10))) struct LicenceTests {
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// What is linked with libinotifytools, and its test.
    static let gpl = ["Sources/uaed-watch/", "Tests/WatchCage/"]

    private func sources() throws -> [String] {
        let files = try ["Sources", "Tests", "Benchmarks"].flatMap { folder in
            try FileManager.default.subpathsOfDirectory(atPath: Self.repository.appending(path: folder).path)
                .map { "\(folder)/\($0)" }
        }
        return ["Package.swift"]
            + files.filter { file in
                !file.hasPrefix("Tests/Fixtures/") && [".swift", ".c", ".h"].contains { file.hasSuffix($0) }
            }
    }

    @Test func everySourceFileNamesItsLicence() throws {
        let files = try sources()
        #expect(files.count > 300 && Self.gpl.allSatisfy { folder in files.contains { $0.hasPrefix(folder) } })
        for file in files {
            let text = try String(contentsOf: Self.repository.appending(path: file), encoding: .utf8)
            let lines = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
            let licence = Self.gpl.contains { file.hasPrefix($0) } ? "GPL-2.0-only" : "Apache-2.0"
            // The manifest begins with what SwiftPM must find there.
            let line = file == "Package.swift" ? lines[1] : lines[0]
            #expect(line == "// SPDX-License-Identifier: \(licence)", "\(file)")
        }
    }

    /// The texts are there, whole.
    @Test(arguments: [
        ("LICENSE", "Apache License", 202), ("LICENSES/GPL-2.0-only.txt", "GNU GENERAL PUBLIC LICENSE", 339),
    ])
    func licencesAreThere(_ file: String, _ title: String, _ lines: Int) throws {
        let text = try String(contentsOf: Self.repository.appending(path: file), encoding: .utf8)
        #expect(text.contains(title) && text.split(separator: "\n", omittingEmptySubsequences: false).count >= lines)
    }

    /// What is under the stricter licence takes nothing from the rest.
    @Test func uaedWatchIsWholeByItself() throws {
        let gpl = try sources().filter { file in Self.gpl.contains { file.hasPrefix($0) } }
        let headers = Set(gpl.filter { $0.hasSuffix(".h") }.map { ($0 as NSString).lastPathComponent })
        for file in gpl {
            let text = try String(contentsOf: Self.repository.appending(path: file), encoding: .utf8)
            let included = text.matches(of: /#include "(.*?)"/).map { String($0.output.1) }
            #expect(headers.isSuperset(of: included), "\(file) includes \(included)")
        }
    }
}
