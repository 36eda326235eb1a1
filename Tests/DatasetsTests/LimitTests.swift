// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Foundation
import Testing

/// Everything in a bundle that can be large has a limit.
@Suite(.timeLimit(.minutes(10))) struct LimitTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var limits: [WritableKeyPath<DatasetLimits, Int> & Sendable: Int]
        var code: String
        var files: [String: String]
        var options = DatasetOptions()
        var isCompressed = false
        var testDescription: String { "\(code) of \(files.keys.sorted())" }
    }

    private static let table = "a,b\n1,x\n2,y\n3,z\n"

    static let cases: [Case] = [
        Case(limits: [\.files: 1], code: "too-many-files", files: ["a.csv": table, "b.txt": ""]),
        Case(limits: [\.depth: 2], code: "too-deep", files: ["a/b/c/d.csv": table]),
        Case(limits: [\.dataBytes: 10], code: "too-large", files: ["a.csv": table]),
        Case(limits: [\.rows: 2], code: "too-many-rows", files: ["a.csv": table]),
        Case(limits: [\.columns: 1], code: "too-many-columns", files: ["a.csv": table]),
        Case(limits: [\.cellBytes: 3], code: "long-cell", files: ["a.csv": "a,b\n1,2\n1,99999\n"]),
        Case(limits: [\.rowBytes: 5], code: "long-row", files: ["a.csv": "a,b\n1,2\n1,99999\n"]),
        Case(
            limits: [\.classes: 2], code: "too-many-classes", files: ["a.csv": table],
            options: DatasetOptions(label: "b")),
        Case(
            limits: [\.dataBytes: 1000], code: "decompression-bomb",
            files: ["a.csv": "a,b\n" + String(repeating: "1,2\n", count: 1000)], isCompressed: true),
        Case(
            limits: [\.expansion: 20, \.expansionFrom: 1000], code: "decompression-bomb",
            files: ["a.csv": "a,b\n" + String(repeating: "1,2\n", count: 1000)], isCompressed: true),
    ]

    @Test(arguments: cases) func isKept(_ limit: Case) throws {
        let folder = try TemporaryFolder()
        for (path, text) in limit.files {
            try folder.write(path, text)
            if limit.isCompressed { try folder.gzip(path) }
        }
        #expect(throws: Never.self) { try Datasets.open(folder: folder.path, options: limit.options) }
        expectRefusal(limit.code, folder, limit.limits, limit.options)
    }

    @Test func imagesAreBounded() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "x.png", PNGImage(width: 4, height: 3, channels: 1, samples: Array(repeating: 7, count: 12)).encoded())
        expectRefusal("too-many-pixels", folder, [\.pixels: 11])
        expectRefusal("too-large", folder, [\.imageBytes: 20])
    }

    @Test func idxFilesAreBounded() throws {
        let folder = try TemporaryFolder()
        try folder.write("t-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8])
        for limit in [\.pixels: 3, \.rows: 1, \.dataBytes: 7] as [WritableKeyPath<DatasetLimits, Int> & Sendable: Int] {
            expectRefusal("too-large", folder, [limit.key: limit.value])
        }
    }

    /// Extents whose product does not fit 64 bits are no more than a large image.
    @Test(arguments: [[255, 255, 255, 255, 255, 255, 255, 255], [127, 255, 255, 255, 128, 0, 0, 0]] as [[UInt8]])
    func productsThatOverflow(_ extents: [UInt8]) throws {
        let folder = try TemporaryFolder()
        try folder.write("t-idx3-ubyte", [0, 0, 8, 3, 255, 255, 255, 255] + extents)
        expectRefusal("too-large", folder, [:])
    }

    private func expectRefusal(
        _ code: String, _ folder: TemporaryFolder, _ changes: [WritableKeyPath<DatasetLimits, Int> & Sendable: Int],
        _ options: DatasetOptions = DatasetOptions()
    ) {
        var limits = DatasetLimits()
        for (key, value) in changes { limits[keyPath: key] = value }
        let failure = #expect(throws: Failure.self) {
            try Datasets.open(folder: folder.path, options: options, limits: limits)
        }
        #expect(failure?.code == code && failure?.kind == .refused && failure?.hint != nil, "\(failure as Any)")
    }

    /// docs/LIMITS.md names each limit with the value that the code has.
    @Test func areDocumented() throws {
        let document = try String(
            contentsOf: Fixtures.folder.deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "docs/LIMITS.md"), encoding: .utf8)
        for (name, value) in Mirror(reflecting: DatasetLimits()).children {
            #expect(document.contains("| `\(name ?? "")` | \(value) |"), "\(name ?? ""): \(value)")
        }
    }
}
