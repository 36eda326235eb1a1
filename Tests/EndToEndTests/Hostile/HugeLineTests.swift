// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A line without end, streamed to the disk: refused with its row before it is in memory. 100 MB; `make soak` takes 1 GB.
@Suite(.serialized, .timeLimit(.minutes(240))) struct HugeLineTests {
    private static let bytes = ProcessInfo.processInfo.environment["UAED_LINE_BYTES"].flatMap(Int.init) ?? 100_000_000

    struct Line: Sendable {
        var start = ""
        var pattern: String
        var words: String
    }

    @Test(arguments: [
        Line(pattern: "7", words: "a cell is longer"), Line(pattern: "7,", words: "more than 65536 cells"),
        Line(start: "\"", pattern: "\n", words: "a cell is longer"),
    ])
    func isRefusedByItsRow(_ line: Line) throws {
        let folder = try Scratch.folder()
        try Data(ForgedModel.damping([2])).write(to: folder.appending(path: "m.onnx"))
        let file = folder.appending(path: "t.csv")
        try ("a,b\n1,2\n" + line.start).write(to: file, atomically: false, encoding: .utf8)
        let handle = try FileHandle(forWritingTo: file)
        try handle.seekToEnd()
        let block = Data(String(repeating: line.pattern, count: (1 << 20) / line.pattern.utf8.count).utf8)
        while try handle.offset() < UInt64(Self.bytes) { try handle.write(contentsOf: block) }
        try handle.close()
        let ran = try run(
            ["/usr/bin/time", "-f", "peak %M KB", Programs.path("uae-worker"), "inspect", folder.path], within: 120)
        try FileManager.default.removeItem(at: folder)
        #expect(ran.status == 65 && ran.errors.contains("row 3") && ran.errors.contains(line.words), "\(ran)")
        let peak = try #require(ran.errors.firstMatch(of: /peak (\d+) KB/).flatMap { Int($0.output.1) })
        print("huge line: \(Self.bytes / 1_000_000) MB, peak memory \(peak / 1024) MB")
        #expect(peak < 256 * 1024)
    }
}
