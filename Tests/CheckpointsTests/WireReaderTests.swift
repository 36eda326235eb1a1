// SPDX-License-Identifier: Apache-2.0
import Base
import Testing

@testable import Checkpoints

/// The wire format, field by field.
@Suite(.timeLimit(.minutes(10))) struct WireReaderTests {
    @Test func varints() throws {
        for (bytes, value): ([UInt8], UInt64) in [
            ([0], 0), ([0x7F], 127), ([0xAC, 0x02], 300), (Array(repeating: 0xFF, count: 9) + [1], .max),
            ([0x80, 0], 0),
        ] {
            var reader = WireReader(bytes)
            #expect(try reader.varint() == value)
            #expect(reader.isAtEnd)
        }
        for bytes in [Array(repeating: 0xFF, count: 9) + [2], Array(repeating: 0x80, count: 11)] as [[UInt8]] {
            var reader = WireReader(bytes)
            #expect(throws: Failure.self) { try reader.varint() }
        }
    }

    @Test func fieldsOfEveryWireType() throws {
        let bytes: [UInt8] =
            [0x08, 5] + [0x11, 1, 0, 0, 0, 0, 0, 0, 0x80] + [0x1A, 2, 0x68, 0x69] + [0x25, 0, 0, 0x80, 0x3F]
        var reader = WireReader(bytes)
        #expect(try reader.next()?.integer() == 5)
        guard case .fixed64(let word)? = try reader.next()?.value else {
            Issue.record("no 64-bit field")
            return
        }
        #expect(word == 0x8000_0000_0000_0001)
        #expect(try reader.next()?.text() == "hi")
        #expect(try reader.next()?.float() == 1)
        #expect(try reader.next() == nil)
    }

    @Test func groupsAndFieldZeroAreRefused() {
        for byte: UInt8 in [0x0B, 0x0C, 0x0E, 0x0F, 0x00] {
            var reader = WireReader([byte, 0])
            let failure = #expect(throws: Failure.self) { try reader.next() }
            #expect(failure?.kind == .refused)
        }
    }

    /// The outermost message may still arrive; one whose length is known does not grow.
    @Test func endsTooEarly() throws {
        var outer = WireReader([0x0A, 5, 1])
        #expect(#expect(throws: Failure.self) { try outer.next() }?.kind == .incomplete)
        var whole = WireReader([0x0A, 2, 0x0A, 9])
        var inner = try #require(try whole.next()).message()
        #expect(#expect(throws: Failure.self) { try inner.next() }?.kind == .refused)
        var huge = WireReader([0x0A] + Array(repeating: 0xFF, count: 9) + [1])
        #expect(#expect(throws: Failure.self) { try huge.next() }?.kind == .incomplete)
    }

    @Test func repeatedNumbersPackedOrNot() throws {
        var numbers: [Int64] = []
        var reader = WireReader([0x08, 1, 0x0A, 3, 2, 0xAC, 0x02])
        while let field = try reader.next() { try field.append(to: &numbers, limit: 3, "numbers") }
        #expect(numbers == [1, 2, 300])
        var again = WireReader([0x0A, 4, 1, 2, 3, 4])
        let field = try #require(try again.next())
        #expect(throws: Failure.self) {
            var few: [Int64] = []
            try field.append(to: &few, limit: 3, "numbers")
        }
    }

    @Test func namesAreText() {
        var reader = WireReader([0x0A, 2, 0xC3, 0x28])
        #expect(throws: Failure.self) { try reader.next()?.text() }
    }
}
