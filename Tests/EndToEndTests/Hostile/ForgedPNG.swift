// SPDX-License-Identifier: Apache-2.0
/// A PNG file chunk by chunk (PNG 1.2): as an encoder writes it, or wrong where a test wants it.
struct ForgedPNG {
    struct Chunk {
        var type: String
        var data: [UInt8] = []
        var length: UInt32?
        var crc: UInt32?

        var bytes: [UInt8] {
            Forgery.bigEndian(length ?? UInt32(data.count)) + Array(type.utf8) + data
                + Forgery.bigEndian(crc ?? Forgery.crc32(Array(type.utf8) + data))
        }
    }

    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    var signature = Self.signature
    var chunks: [Chunk]

    var bytes: [UInt8] { signature + chunks.flatMap(\.bytes) }
    /// Its pixels' extent in the layout of the model that takes it.
    static let (width, height) = (8, 6)

    static func header(
        width: UInt32 = UInt32(Self.width), height: UInt32 = UInt32(Self.height), depth: UInt8 = 8, type: UInt8 = 0,
        compression: UInt8 = 0, filter: UInt8 = 0, interlace: UInt8 = 0
    ) -> Chunk {
        let extents = Forgery.bigEndian(width) + Forgery.bigEndian(height)
        return Chunk(type: "IHDR", data: extents + [depth, type, compression, filter, interlace])
    }

    /// Rows of filter 0 and `stride` bytes each.
    static func rows(stride: Int = Self.width, filter: UInt8 = 0, count: Int = Self.height) -> [UInt8] {
        (0..<count).flatMap { row in [filter] + (0..<stride).map { level(row, $0) } }
    }

    private static func level(_ row: Int, _ column: Int) -> UInt8 { UInt8(truncatingIfNeeded: row * 31 + column * 7) }

    /// An image that is right: depth 8 or 16; gray 0, RGB 2, gray and alpha 4, RGB and alpha 6.
    static func image(depth: UInt8 = 8, type: UInt8 = 0) -> ForgedPNG {
        let channels = [0: 1, 2: 3, 4: 2, 6: 4][type] ?? 1
        let data = Forgery.zlib(rows(stride: width * channels * Int(depth) / 8))
        return ForgedPNG(chunks: [
            header(depth: depth, type: type), Chunk(type: "IDAT", data: data), Chunk(type: "IEND"),
        ])
    }

    /// Indices 0…`highest` into a palette of `colors`.
    static func indexed(colors: Int, highest: UInt8) -> ForgedPNG {
        let size = Int(highest) + 1
        let rows = (0..<height).flatMap { (row: Int) -> [UInt8] in
            [0] + (0..<width).map { (column: Int) -> UInt8 in UInt8((row * width + column) % size) }
        }
        return ForgedPNG(chunks: [
            header(type: 3), Chunk(type: "PLTE", data: (0..<colors * 3).map { UInt8(truncatingIfNeeded: $0 * 5) }),
            Chunk(type: "IDAT", data: Forgery.zlib(rows)), Chunk(type: "IEND"),
        ])
    }

    /// The same with other chunks.
    func with(_ change: (inout [Chunk]) -> Void) -> ForgedPNG {
        var copy = self
        change(&copy.chunks)
        return copy
    }

    /// Its Adam7 form (8-bit gray): seven passes in one stream.
    static func interlaced() -> ForgedPNG {
        let passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
        var rows: [UInt8] = []
        for (x, y, dx, dy) in passes where x < width {
            for row in Swift.stride(from: y, to: height, by: dy) {
                rows.append(0)
                for column in Swift.stride(from: x, to: width, by: dx) { rows.append(level(row, column)) }
            }
        }
        return ForgedPNG(chunks: [
            header(interlace: 1), Chunk(type: "IDAT", data: Forgery.zlib(rows)), Chunk(type: "IEND"),
        ])
    }
}
