// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10))) struct PNGTests {
    struct Expected: Decodable, Sendable {
        var width: Int
        var height: Int
        var channels: Int
        var bitDepth: Int
        var samples: [UInt16]
    }

    /// Pixels that `Fixtures/png/make.py` computed from formulas, in every form PNG has: depths, palettes, transparency,
    /// filters, interlacing, gamma (not applied), split data, a damaged comment, bytes after the end.
    @Test func decodesEveryForm() throws {
        let expected = try JSONDecoder().decode(
            [String: Expected].self, from: Data(Fixtures.bytes("png/expected.json")))
        #expect(expected.count == 22)
        for (name, want) in expected {
            let image = try PNGImage(decoding: Fixtures.bytes("png/\(name)"), file: name)
            let form = [image.width, image.height, image.channels, image.bitDepth]
            #expect(form == [want.width, want.height, want.channels, want.bitDepth], "\(name)")
            #expect(image.samples == want.samples, "\(name)")
        }
    }

    @Test(arguments: ["truncated_no_iend.png", "truncated_in_idat.png", "truncated_signature.png", "empty.png"])
    func truncatedIsIncomplete(_ name: String) throws {
        let bytes = try Fixtures.bytes("png/\(name)")
        #expect(try failure { try PNGImage(decoding: bytes, file: name) }.kind == .incomplete)
        let folder = try TemporaryFolder()
        try folder.write("images/\(name)", bytes)
        let found = try failure { try open(folder) }
        #expect(found.kind == .incomplete)
        #expect(found.file == "images/\(name)")
    }

    @Test(arguments: [
        "bad_crc.png", "bad_deflate.png", "short_data.png", "no_idat.png", "bad_type.png", "jpeg_inside.png",
    ])
    func damagedIsRefused(_ name: String) throws {
        let bytes = try Fixtures.bytes("png/\(name)")
        #expect(try failure { try PNGImage(decoding: bytes, file: name) }.kind == .refused)
        let folder = try TemporaryFolder()
        try folder.write(name, bytes)
        let found = try failure { _ = try open(folder).samples(0..<1) }
        #expect(found.kind == .refused)
        #expect(found.file == name)
    }

    @Test func aBombIsRefusedByItsHeader() throws {
        let found = try failure { try PNGImage(decoding: Fixtures.bytes("png/bomb.png"), file: "bomb.png") }
        #expect(found.code == "too-many-pixels")
        let folder = try TemporaryFolder()
        try folder.write("bomb.png", Fixtures.bytes("png/bomb.png"))
        #expect(try failure { try open(folder) }.code == "too-many-pixels")
    }

    @Test(arguments: [1, 2, 3, 4], [8, 16])
    func encodingKeepsEverySample(channels: Int, bitDepth: Int) throws {
        let samples = (0..<17 * 5 * channels).map {
            UInt16(truncatingIfNeeded: $0 * 7919) & (bitDepth == 8 ? 255 : .max)
        }
        let image = PNGImage(width: 17, height: 5, channels: channels, bitDepth: bitDepth, samples: samples)
        let bytes = try image.encoded()
        #expect(try PNGImage(decoding: bytes) == image)
        #expect(try image.encoded() == bytes)
    }

    /// Single bytes changed at seeded places: read right or refused, never anything else.
    @Test func survivesFlippedBytes() throws {
        let good = try Fixtures.bytes("png/rgba16.png")
        var seed: UInt64 = 42
        var refusals = 0
        for _ in 0..<2000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var bytes = good
            bytes[Int(seed >> 33) % bytes.count] ^= UInt8(1 << (seed >> 20 & 7))
            do { _ = try PNGImage(decoding: bytes) } catch is Failure { refusals += 1 }
        }
        #expect(refusals > 1900)
    }
}
