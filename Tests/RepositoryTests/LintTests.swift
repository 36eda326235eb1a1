// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Foundation's ways to change files never sync the folder, and some fall back to what is not atomic: nothing that must
/// survive a crash may use them.
@Suite(.timeLimit(.minutes(10))) struct LintTests {
    static let forbidden = [
        "atomically:", "options: .atomic", ".moveItem(", ".replaceItem", ".copyItem(",
    ]

    @Test func sourcesChangeFilesThroughDurability() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources").path
        let files = try FileManager.default.subpathsOfDirectory(atPath: sources).filter { $0.hasSuffix(".swift") }
        #expect(files.count > 100)
        for file in files where !file.hasPrefix("Durability/") {
            let text = try String(contentsOfFile: "\(sources)/\(file)", encoding: .utf8)
            for word in Self.forbidden { #expect(!text.contains(word), "\(file) uses \(word)") }
        }
    }
}
