// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// PNG files damaged in every way that their format has places for, each beside a model of images of its size.
enum HostileImages {
    private typealias Chunk = ForgedPNG.Chunk

    private static func bundle(
        _ name: String, _ answer: HostileBundle.Answer, _ bytes: [UInt8], _ words: [String] = [], channels: Int64 = 1
    ) -> HostileBundle {
        let shape = [channels, Int64(ForgedPNG.height), Int64(ForgedPNG.width)]
        return HostileBundle(
            name: "png-\(name)", files: ["images/x.png": bytes, "m.onnx": ForgedModel.damping(shape)], answer: answer,
            file: "images/x.png", words: words)
    }

    static func all(seed: UInt64, mutants: Int) -> [HostileBundle] {
        right + signatures + truncations + checksums + lengths + order + headers + streams + palettes + bombs
            + damaged(seed: seed, mutants)
    }

    private static let image = ForgedPNG.image()

    private static var right: [HostileBundle] {
        let text = Chunk(type: "tEXt", data: Array("Comment\0hello".utf8))
        return [
            bundle("gray8", .accepted, image.bytes),
            bundle("gray16", .accepted, ForgedPNG.image(depth: 16).bytes),
            bundle("rgb8", .accepted, ForgedPNG.image(type: 2).bytes, channels: 3),
            bundle("rgb16", .accepted, ForgedPNG.image(depth: 16, type: 2).bytes, channels: 3),
            bundle("indexed", .accepted, ForgedPNG.indexed(colors: 16, highest: 15).bytes, channels: 3),
            bundle("interlaced", .accepted, ForgedPNG.interlaced().bytes),
            bundle("bytes-after-the-end", .accepted, image.bytes + Array("more".utf8)),
            bundle("text-before-data", .accepted, image.with { $0.insert(text, at: 1) }.bytes),
            bundle("data-in-pieces", .accepted, inPieces.bytes),
            bundle(
                "wrong-checksum-of-a-comment", .accepted,
                image.with { $0.insert(Chunk(type: "tEXt", data: text.data, crc: 1), at: 1) }.bytes),
            bundle(
                "unknown-ancillary", .accepted, image.with { $0.insert(Chunk(type: "abCd", data: [1]), at: 1) }.bytes),
        ]
    }

    private static var inPieces: ForgedPNG {
        image.with { chunks in
            let data = chunks[1].data
            chunks.replaceSubrange(1...1, with: data.map { Chunk(type: "IDAT", data: [$0]) })
        }
    }

    private static var signatures: [HostileBundle] {
        let others: [(String, [UInt8], [String])] = [
            ("jpeg", [0xFF, 0xD8, 0xFF, 0xE0] + Array(repeating: 0, count: 40), ["JPEG"]),
            ("gif", Array("GIF89a".utf8) + Array(repeating: 0, count: 40), ["GIF"]),
            ("html", Array("<html></html>".utf8), ["web page"]),
            ("line-endings-converted", image.bytes.filter { $0 != 0x0D }, []),
            ("zeros", Array(repeating: 0, count: 200), []),
        ]
        return others.map { bundle($0, .refused, $1, $2) } + [bundle("nothing", .unfinished, [])]
    }

    /// Cut at the border of each chunk, and a byte to each side.
    private static var truncations: [HostileBundle] {
        var borders = [8]
        for chunk in image.chunks { borders.append(borders[borders.count - 1] + chunk.bytes.count) }
        let cuts = Set(borders.dropLast().flatMap { [$0 - 1, $0, $0 + 1, $0 + 7] } + [1, borders.last! - 1])
        return cuts.sorted().map { bundle("cut-at-\($0)", .unfinished, Array(image.bytes[..<$0])) }
    }

    private static var checksums: [HostileBundle] {
        image.chunks.indices.map { index in
            let type = image.chunks[index].type
            return bundle(
                "checksum-of-\(type)", .refused, image.with { $0[index].crc = 0xDEAD_BEEF }.bytes, [type, "byte"])
        }
    }

    private static var lengths: [HostileBundle] {
        let size = UInt32(image.chunks[1].data.count)
        let wrong: [(UInt32, HostileBundle.Answer)] = [
            (0, .any), (size - 1, .any), (size + 1, .any), (0x7FFF_FFFF, .unfinished), (0x8000_0000, .refused),
            (0xFFFF_FFFF, .refused),
        ]
        return wrong.map { length, answer in
            bundle("length-\(length)", answer, image.with { $0[1].length = length }.bytes)
        }
    }

    private static var order: [HostileBundle] {
        let text = Chunk(type: "tEXt", data: Array("k\0v".utf8))
        return [
            bundle("no-header", .refused, image.with { $0.removeFirst() }.bytes, ["IHDR"]),
            bundle("no-data", .refused, image.with { $0.remove(at: 1) }.bytes, ["IDAT"]),
            bundle("no-end", .unfinished, image.with { $0.removeLast() }.bytes),
            bundle("data-first", .refused, image.with { $0.swapAt(0, 1) }.bytes, ["IHDR"]),
            bundle("end-first", .refused, image.with { $0.swapAt(1, 2) }.bytes),
            bundle("two-headers", .refused, image.with { $0.insert($0[0], at: 1) }.bytes),
            bundle("data-in-two-places", .refused, split(by: text).bytes),
            bundle("unknown-critical", .refused, image.with { $0.insert(Chunk(type: "ABCD", data: [1]), at: 1) }.bytes),
            bundle("name-of-no-letters", .refused, image.with { $0[1].type = "1DAT" }.bytes, ["byte"]),
        ]
    }

    /// The second piece of the data is cut off by another chunk: libpng takes what follows for the end of the data.
    private static func split(by chunk: Chunk) -> ForgedPNG {
        image.with { chunks in
            let data = chunks[1].data
            let pieces = [data.prefix(20), data.dropFirst(20)].map { Chunk(type: "IDAT", data: Array($0)) }
            chunks.replaceSubrange(1...1, with: [pieces[0], chunk, pieces[1]])
        }
    }

    private static var headers: [HostileBundle] {
        let wrong: [(String, Chunk)] = [
            ("no-width", ForgedPNG.header(width: 0)), ("no-height", ForgedPNG.header(height: 0)),
            ("width-of-2-31", ForgedPNG.header(width: 1 << 31)),
            ("largest", ForgedPNG.header(width: .max, height: .max)),
            ("large", ForgedPNG.header(width: 0x7FFF_FFFF, height: 0x7FFF_FFFF)),
            ("gigapixel", ForgedPNG.header(width: 65536, height: 65536)), ("gray-3", ForgedPNG.header(depth: 3)),
            ("type-1", ForgedPNG.header(type: 1)),
            ("type-7", ForgedPNG.header(type: 7)),
            ("compression-1", ForgedPNG.header(compression: 1)), ("filter-1", ForgedPNG.header(filter: 1)),
            ("interlace-2", ForgedPNG.header(interlace: 2)), ("short", Chunk(type: "IHDR", data: [0, 0, 0, 8])),
            ("long", Chunk(type: "IHDR", data: image.chunks[0].data + [0])),
            ("interlaced-in-words-only", ForgedPNG.header(interlace: 1)),
            ("deeper-than-data", ForgedPNG.header(depth: 16)),
        ]
        let colored = [
            ("rgb-4", ForgedPNG.header(depth: 4, type: 2)), ("palette-16", ForgedPNG.header(depth: 16, type: 3)),
        ]
        return wrong.map { bundle("header-\($0)", .refused, with(header: $1)) }
            + colored.map { bundle("header-\($0)", .refused, with(header: $1), channels: 3) }
    }

    private static func with(header: Chunk) -> [UInt8] { image.with { $0[0] = header }.bytes }

    private static var streams: [HostileBundle] {
        let rows = ForgedPNG.rows()
        func data(_ data: [UInt8]) -> [UInt8] { image.with { $0[1].data = data }.bytes }
        return [
            bundle("stream-method", .refused, data(Forgery.zlib(rows, header: [0x79, 0x9C]))),
            bundle("stream-header-check", .refused, data(Forgery.zlib(rows, header: [0x78, 0x02]))),
            bundle("stream-dictionary", .refused, data(Forgery.zlib(rows, header: [0x78, 0x20]))),
            bundle("stream-of-noise", .refused, data(Array(repeating: 0xA5, count: 60))),
            bundle("stream-empty", .refused, data([])),
            bundle("stream-short", .refused, data(Array(Forgery.zlib(rows).prefix(30)))),
            bundle("stream-too-few-rows", .refused, data(Forgery.zlib(ForgedPNG.rows(count: 3)))),
            bundle("stream-too-many-rows", .any, data(Forgery.zlib(ForgedPNG.rows(count: 30)))),
            bundle("stream-adler", .any, data(Forgery.zlib(rows, checksum: 1))),
            bundle("stream-block-type-3", .refused, data([0x78, 0x01, 0x07])),
            bundle("filter-5", .refused, data(Forgery.zlib(ForgedPNG.rows(filter: 5)))),
            bundle("filter-255", .refused, data(Forgery.zlib(ForgedPNG.rows(filter: 255)))),
        ]
    }

    private static var palettes: [HostileBundle] {
        let indexed = ForgedPNG.indexed(colors: 16, highest: 15)
        func palette(_ name: String, _ answer: HostileBundle.Answer, _ png: ForgedPNG, _ words: [String] = [])
            -> HostileBundle
        {
            bundle("palette-\(name)", answer, png.bytes, words, channels: 3)
        }
        return [
            palette("index-beyond", .refused, .indexed(colors: 15, highest: 15), ["palette"]),
            palette("index-far-beyond", .refused, .indexed(colors: 1, highest: 200), ["palette"]),
            palette("missing", .refused, indexed.with { $0.remove(at: 1) }),
            palette("after-data", .refused, indexed.with { $0.swapAt(1, 2) }),
            palette("twice", .refused, indexed.with { $0.insert($0[1], at: 1) }),
            palette("of-no-thirds", .refused, indexed.with { $0[1].data.removeLast() }),
            palette("empty", .refused, indexed.with { $0[1].data = [] }),
            palette("too-large", .refused, indexed.with { $0[1].data = Array(repeating: 1, count: 257 * 3) }),
            bundle("palette-in-gray", .any, image.with { $0.insert(indexed.chunks[1], at: 1) }.bytes),
        ]
    }

    /// A few kilobytes that unpack to hundreds of megabytes.
    private static var bombs: [HostileBundle] {
        let bomb = Forgery.zlib(repeating: 0, count: 300_000_000)
        let label = Array("bomb".utf8) + [0]
        func ancillary(_ type: String, _ data: [UInt8]) -> [UInt8] {
            image.with { $0.insert(Chunk(type: type, data: data), at: 1) }.bytes
        }
        return [
            bundle("bomb-iCCP", .accepted, ancillary("iCCP", label + [0] + bomb)),
            bundle("bomb-zTXt", .accepted, ancillary("zTXt", label + [0] + bomb)),
            bundle("bomb-iTXt", .accepted, ancillary("iTXt", label + [1, 0, 0, 0] + bomb)),
            bundle("bomb-IDAT", .refused, image.with { $0[1].data = bomb }.bytes, ["more than its pixels"]),
            bundle(
                "bomb-header", .refused,
                ForgedPNG(chunks: [
                    ForgedPNG.header(width: 20000, height: 15000), Chunk(type: "IDAT", data: bomb), Chunk(type: "IEND"),
                ]).bytes, ["pixels"]),
            bundle(
                "many-chunks", .accepted,
                image.with {
                    $0.insert(contentsOf: Array(repeating: Chunk(type: "tEXt", data: [65, 0]), count: 50_000), at: 1)
                }
                .bytes),
        ]
    }

    private static func damaged(seed: UInt64, _ count: Int) -> [HostileBundle] {
        var generator = SeededGenerator(seed: seed)
        let images = [image, .image(depth: 16), .interlaced(), inPieces]
        return (0..<count).map { bundle("mutant-\($0)", .any, generator.damaged(images[$0 % images.count].bytes)) }
    }
}
