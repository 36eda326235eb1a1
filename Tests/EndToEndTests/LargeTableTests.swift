// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// A table larger than the memory that it may take: 300 MB, read and written again in less than 256 MB.
@Suite(.timeLimit(.minutes(30))) struct LargeTableTests {
    @Test(.withoutSanitizer("the worker is held to its own size")) func largeTableInBoundedMemory() throws {
        let folder = try Scratch.folder().appending(path: "large")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let table = folder.appending(path: "large.csv")
        let rows = try write(table, bytes: 300_000_000)
        try FileManager.default.copyItem(
            at: Programs.checkpoint("mice_torch.onnx"), to: folder.appending(path: "mice_torch.onnx"))
        try "[attack]\niterations = 1\npretraining_steps = 1\ninner_steps = 1\n"
            .write(to: folder.appending(path: "job.toml"), atomically: true, encoding: .utf8)
        let out = folder.deletingLastPathComponent().appending(path: "out")
        let ran = try run([
            "/usr/bin/time", "-f", "peak %M KB", Programs.path("uae-worker"), "run", folder.path, "--out", out.path,
        ])
        #expect(ran.status == 0, "\(ran.errors.suffix(500))")
        let peak = try #require(ran.errors.firstMatch(of: /peak (\d+) KB/).flatMap { Int($0.output.1) })
        print("large table: \(rows) rows, 300 MB, peak memory \(peak / 1024) MB")
        #expect(peak < 256 * 1024)
        #expect(ran.output.contains("\(rows) samples"))
        try FileManager.default.removeItem(at: folder.deletingLastPathComponent())
    }

    /// The Mice Protein table again and again; returns the number of rows.
    private func write(_ file: URL, bytes: Int) throws -> Int {
        let source = try Data(contentsOf: Programs.fixtures.appending(path: "data/Data_Cortex_Nuclear.csv"))
        let newline = try #require(source.firstIndex(of: 10))
        let body = source[(newline + 1)...] + (source.last == 10 ? Data() : Data([10]))
        _ = FileManager.default.createFile(atPath: file.path, contents: Data(source[...newline]))
        let handle = try FileHandle(forWritingTo: file)
        try handle.seekToEnd()
        var rows = 0
        while try handle.offset() < UInt64(bytes) {
            try handle.write(contentsOf: body)
            rows += body.count { $0 == 10 }
        }
        try handle.close()
        return rows
    }
}
