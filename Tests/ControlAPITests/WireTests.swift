// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import ControlAPI

/// The bytes of the socket and of `--format json`: programs compare and parse them, so no library's version may change
/// them.
@Suite(.timeLimit(.minutes(10))) struct WireTests {
    private struct Everything: Encodable {
        var someNumbers: [Double] = [0.1, 5, 1e-7, 1e16, 123456789.125, 5e-324]
        var aText = "a \"b\" ü/\u{1B}"
        var whole = [Int.max, Int.min]
        var absent: Int?
        var byName = ["b": 1, "a": 2, "a10": 3, "a9": 4]
        var isTrue = true
    }

    /// Keys in snake case and in alphabetical order; numbers as short as they read back the same; slashes as they are.
    @Test func bytes() throws {
        let text = String(decoding: try ControlProtocol.encoder().encode(Everything()), as: UTF8.self)
        #expect(
            text == #"{"a_text":"a \"b\" ü/\u001b","by_name":{"a":2,"a10":3,"a9":4,"b":1},"is_true":true,"#
                + #""some_numbers":[0.1,5,1e-07,1e+16,123456789.125,5e-324],"#
                + #""whole":[9223372036854775807,-9223372036854775808]}"#)
    }

    /// Milliseconds are cut off, not rounded: an instant never lies after the true one.
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_795_507_200.25, "2026-11-24T08:00:00.250Z"),
            (1_795_507_199.9999, "2026-11-24T07:59:59.999Z"), (-1.5, "1969-12-31T23:59:58.500Z"),
            (951_782_400, "2000-02-29T00:00:00.000Z"), (253_402_300_799, "9999-12-31T23:59:59.000Z"),
        ] as [(Double, String)])
    func instants(_ seconds: Double, _ text: String) throws {
        let data = try ControlProtocol.encoder().encode([Date(timeIntervalSince1970: seconds)])
        #expect(String(decoding: data, as: UTF8.self) == "[\"\(text)\"]")
    }

    @Test(arguments: [
        ("2026-11-24T08:00:00.250Z", 1_795_507_200.25), ("2026-11-24T08:00:00Z", 1_795_507_200),
        ("2026-11-24T09:00:00+01:00", 1_795_507_200), ("2026-11-24T02:30:00-05:30", 1_795_507_200),
    ])
    func instantsAreRead(_ text: String, _ seconds: Double) throws {
        let read = try ControlProtocol.decoder().decode([Date].self, from: Data("[\"\(text)\"]".utf8))
        #expect(read == [Date(timeIntervalSince1970: seconds)])
    }

    @Test(arguments: ["2026-11-24", "2026-11-24T08:00:00", "now", ""])
    func whatIsNoInstant(_ text: String) {
        #expect(throws: (any Error).self) {
            try ControlProtocol.decoder().decode([Date].self, from: Data("[\"\(text)\"]".utf8))
        }
    }
}
