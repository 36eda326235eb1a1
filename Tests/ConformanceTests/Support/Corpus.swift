// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// ONNX's own cases on this machine, as `Tests/ConformanceTests/fetch` lays them out: release/group/case.
enum Corpus {
    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()

    static let folder: String =
        ProcessInfo.processInfo.environment["UAED_CONFORMANCE"]
        ?? sources.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: ".build/conformance").path

    /// Whether the newest release's cases are there; says so once where they are not.
    static let isThere: Bool = {
        let isThere = has("1.22.0")
        if !isThere {
            print(
                "conformance: skipped, \(folder) holds no cases of onnx 1.22.0; Tests/ConformanceTests/fetch gets them "
                    + "from a Python package index")
        }
        return isThere
    }()

    static let skipped: Comment = "ONNX's cases are not there: run Tests/ConformanceTests/fetch"

    /// Whether a release's cases are there, or those of one of its groups.
    static func has(_ group: String) -> Bool {
        let release = group.prefix { $0 != "/" }
        return FileManager.default.fileExists(atPath: "\(folder)/\(release)/node/test_abs/model.onnx")
    }

    /// The manifest's text, line by line.
    static func lines(of manifest: String) throws -> [String] {
        try String(contentsOf: sources.appending(path: manifest), encoding: .utf8)
            .split(separator: "\n").map(String.init)
    }

    /// Names of the cases in a group of a release, sorted.
    static func cases(_ group: String) -> [String] {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/" + group)) ?? []
        return found.filter { FileManager.default.fileExists(atPath: "\(folder)/\(group)/\($0)/model.onnx") }.sorted()
    }
}
