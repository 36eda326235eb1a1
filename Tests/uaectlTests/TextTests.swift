// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Foundation
import Testing

@testable import uaectl

/// What people read.
@Suite(.timeLimit(.minutes(30))) struct TextTests {
    private static let now = Date(timeIntervalSince1970: 1_795_507_200 + 3 * 3600 + 5 * 60)

    private func jobs(_ jobs: [String]) throws -> [JobReport] {
        try ControlProtocol.decoder().decode(JobsAnswer.self, from: Data(Documents.answer(jobs: jobs).utf8)).jobs
    }

    @Test func list() throws {
        let finished =
            #""times":{"claimed":"2026-11-24T08:00:00Z","started":"2026-11-24T08:00:10Z","#
            + #""finished":"2026-11-24T08:00:55Z"}"#
        let published = Documents.job(7, "文字", "published", Documents.summary)
            .replacing(#""warnings":[]"#, with: #""warnings":["the scale looks wrong"]"#)
            .replacing(/"times":\{[^}]*\}/, with: finished)
        let jobs = try jobs([
            Documents.job(12, "mice", "running", Documents.progress(120, of: 1080)),
            Documents.job(9, "bad", "failed", Documents.failure), published,
        ])
        let expected = [
            "JOB  NAME  STATE             SAMPLES    ASR  MEAN L2         AGE        TOOK",
            " 12  mice  running          120/1080      -        -  3 h 05 min  3 h 05 min",
            "  9  bad   failed(refused)         -      -        -  3 h 05 min  3 h 05 min",
            "  ! data.csv, row 5: this row has 79 cells, not 78 — sed -n 5p data.csv",
            "  7  文字  published            1000  98.4%     1.25  3 h 05 min        45 s",
            "  ! the scale looks wrong",
        ]
        #expect(JobTable(jobs, now: Self.now).lines == expected)
    }

    /// The figures on clean data bear the name of what was measured.
    @Test(arguments: [
        (#""clean_measure":"loss","#, ["clean loss", "0.082 (predicting the mean: 0.9)"]),
        (
            #""clean_measure":"error-rate","#,
            ["clean error", "8.2% (accuracy 91.8%; always naming the commonest class: 90.0% errors)"]
        ), ("", nil),
    ])
    func cleanFigures(_ measure: String, _ words: [String]?) throws {
        let inspection = """
            ,"inspection":{"samples":4,"dataset":"d","checkpoint":"c","preset":"uaed","method":"minmax",
            "sampling":"random","chunks":1,"chunk_size":4,\(measure)"clean_loss":0.082,"mean_loss":0.9,
            "estimated_seconds":1,"estimated_bytes":4,"ignored":[]}
            """
        let lines = JobSheet(try jobs([Documents.job(1, "n", "queued", inspection)])[0], now: Self.now).lines
        let found = lines.filter { $0.contains("clean") }
        #expect(found.count == (words == nil ? 0 : 1))
        for word in words ?? [] { #expect(found.first?.contains(word) == true, "\(found)") }
    }

    @Test(arguments: [
        (0.4, "0 s"), (99.4, "99 s"), (100, "2 min"), (5940, "99 min"), (6000, "1 h 40 min"), (7500, "2 h 05 min"),
        (172_800, "2 d 0 h"), (-5, "0 s"),
    ])
    func durations(_ seconds: Double, _ text: String) { #expect(Readable.duration(seconds) == text) }

    /// 999 of 1000 is not all.
    @Test func shares() {
        #expect(Readable.share(0.984) == "98.4%" && Readable.share(0.9999) == "99.9%" && Readable.share(1) == "100.0%")
    }

    @Test func everyControlCharacterIsEscaped() {
        for value in Array(0..<0x20) + Array(0x7F..<0xA0) + [0x202E, 0x2066, 0x2028] as [UInt32] {
            let scalar = Unicode.Scalar(value)!
            let (line, log) = (Escaping.line("a\(scalar)b"), Escaping.log("a\(scalar)b"))
            #expect(!line.unicodeScalars.contains(scalar) && line.hasPrefix("a\\") && line.hasSuffix("b"))
            #expect(log.unicodeScalars.contains(scalar) == (scalar == "\n" || scalar == "\t"))
        }
        #expect(Escaping.line("\u{1B}[2J\r\n") == #"\x1b[2J\r\n"#)
        #expect(Escaping.line("Grüße, 文字 👩‍💻") == "Grüße, 文字 👩‍💻")
    }

    @Test func sentences() {
        #expect(ExplanationText.sentence("it changes") == "It changes.")
        #expect(ExplanationText.sentence("data.csv waits for data.onnx") == "data.csv waits for data.onnx.")
        #expect(ExplanationText.sentence("Done!") == "Done!")
    }

    @Test(arguments: [
        ("data.csv", "data"), ("data.csv.gz", "data"), ("Data.CSV.GZ", "Data"), ("x.y.onnx", "x.y"), ("plain", "plain"),
        (".csv", ".csv"), ("ü.é", "ü"),
    ])
    func stems(_ file: String, _ name: String) {
        #expect(BundleName.of("/in/" + file, isFolder: false) == name)
        #expect(BundleName.of("/in/" + file, isFolder: true) == file)
    }

    @Test(arguments: [
        ("/in/a", "/in/a"), ("a/../b//./c/", "/w/x/b/c"), ("..", "/w"), ("../../..", "/"), ("./a", "/w/x/a"),
    ])
    func paths(_ path: String, _ absolute: String) { #expect(Paths.absolute(path, from: "/w/x") == absolute) }

    @Test func barFitsTheTerminal() throws {
        let running = try jobs([Documents.job(1, "n", "running", Documents.progress(500, of: 1000))])
        let bar = String(repeating: "█", count: 12) + String(repeating: "░", count: 12)
        #expect(
            TerminalView.bars(running, columns: 200) == ["n  \(bar)  50%, 500 of 1000 samples, 20.5/s, 12 s left"])
        #expect(TerminalView.bars(running, columns: 40).map(Table.width) == [39])
    }
}
