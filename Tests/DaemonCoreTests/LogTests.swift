// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import Testing

@testable import DaemonCore

/// What strangers choose stays one line, and moves no cursor of whoever reads the log; how much of it there is, is bounded.
@Suite(.timeLimit(.minutes(10))) struct LogTests {
    /// C0, DEL, C1, marks of direction, separators.
    private static let obeyed: [UInt32] =
        Array(0..<0x20) + Array(0x7F..<0xA0) + Array(0x202A...0x202E) + Array(0x2066...0x2069)
        + [0x200E, 0x200F, 0x061C, 0x2028, 0x2029]

    @Test(arguments: [LogForm.text, .journal]) func nothingThatATerminalObeysIsInALine(_ form: LogForm) throws {
        for value in Self.obeyed {
            let scalar = try #require(Unicode.Scalar(value))
            let line = form.line(.info, "claimed a\(scalar)b", ["name": "x\(scalar)y", "two": "c \(scalar)"], .now)
            #expect(!line.unicodeScalars.contains { Self.obeyed.contains($0.value) }, "U+\(String(value, radix: 16))")
        }
        let line = form.line(.info, "a\u{202E}b\u{9B}c\u{7F}d\ne", ["name": "Grüße, 文字\u{2069}"], .now)
        #expect(line.hasSuffix(#"a\u{202e}b\x9bc\x7fd\ne name="Grüße, 文字\u{2069}""#), "\(line)")
    }

    /// Programs read JSON, and the journal's own fields: they get what was said.
    @Test func jsonHoldsWhatWasSaid() throws {
        let said = "a\u{202E}b\u{9B}c\u{7F}d\ne"
        let line = LogForm.json.line(.info, said, ["name": said], .now)
        #expect(!line.contains("\n"))
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
        #expect(object?["message"] == said && object?["name"] == said)
        let fields = JournalEntry(.info, LogForm.words("m", ["name": said]), ["name": said]).fields
        #expect(fields.last?.value == said)
    }

    @Test func refusalsHaveSoManyLinesAMinute() {
        let (refusals, begin) = (Refusals(), ContinuousClock.now)
        let told = (0..<100).count { _ in refusals.isLogged(7, at: begin) }
        #expect(told == Refusals.linesAMinute)
        #expect(refusals.isLogged(8, at: begin), "each user has lines")
        #expect(refusals.summaries(at: begin + .seconds(59)).isEmpty)
        let summaries = refusals.summaries(at: begin + .seconds(60))
        #expect(summaries.count == 1 && summaries[0] == (7, 90))
        #expect(refusals.isLogged(7, at: begin + .seconds(61)), "the next minute has lines of its own")
        #expect(refusals.summaries(at: begin + .seconds(200)).isEmpty)
    }

    @Test func sentencesAreToldWhenTheyCome() {
        var notices = Notices(known: ["a", "from the start"])
        #expect(notices.news(["a", "b"]) == ["b"])
        #expect(notices.news(["a", "b"]) == [])
        #expect(notices.news(["b"]) == [])
        #expect(notices.news(["a", "b"]) == ["a"], "it was gone meanwhile")
        let many = (0..<1000).map { "sentence \($0)" }
        let told = notices.news(many)
        #expect(told.count == Notices.most + 1 && told.last == "and 900 more like these")
        #expect(notices.news(many) == [])
    }
}
