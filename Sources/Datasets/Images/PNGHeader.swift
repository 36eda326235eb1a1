// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import CZlib

/// The form of a PNG file, read by walking its chunks up to IEND. The CRC of every critical chunk is checked.
struct PNGHeader: Equatable {
    var width: Int
    var height: Int
    /// 1 or 3; alpha is not counted.
    var colorChannels: Int
    /// Bits per channel after decoding: 8 or 16.
    var bitDepth: Int
    var hasAlpha: Bool

    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// - Throws: `Failure`: incomplete if the file ends before IEND, refused if it is
    ///   damaged, too large or no PNG file.
    init(checking bytes: [UInt8], file: String, limits: DatasetLimits) throws {
        guard bytes.starts(with: Self.signature) else {
            if Self.signature.starts(with: bytes) { throw Failure.truncated(file) }
            if let found = FileSignature(bytes), [.gitLFS, .html].contains(found) { throw found.refusal(of: file) }
            throw Failure.refused(
                "not-a-png", "is named .png but is \(Self.kind(of: bytes))",
                hint: "mogrify -format png \(file)", file: file)
        }
        var walk = PNGChunks(bytes: bytes, file: file)
        guard let first = try walk.next(), first.type == "IHDR", first.data.count == 13 else {
            throw Failure.damagedPNG("does not start with its header, IHDR", file)
        }
        self = try Self.reading(first.data, file: file, limits: limits)
        var packed = 0
        while let chunk = try walk.next(), chunk.type != "IEND" {
            if chunk.type == "tRNS" { hasAlpha = true }
            if chunk.type == "IDAT" { packed += chunk.data.count }
        }
        guard packed <= largestPacked else {
            throw Failure.damagedPNG("holds \(packed) bytes of data, more than its pixels can need", file)
        }
        guard packed > 0 else { throw Failure.damagedPNG("holds no pixels: there is no IDAT chunk", file) }
    }

    /// Upper bound on the bytes in IDAT. Deflate hardly expands its input, and a sync flush per row costs five bytes.
    /// libpng inflates all of IDAT, even beyond the last pixel, so an unbounded file would cost unbounded time.
    private var largestPacked: Int {
        2 * height * (width * (colorChannels + 1) * bitDepth / 8 + 1) + 1 << 16
    }

    private init(width: Int, height: Int, colorChannels: Int, bitDepth: Int, hasAlpha: Bool) {
        self.width = width
        self.height = height
        self.colorChannels = colorChannels
        self.bitDepth = bitDepth
        self.hasAlpha = hasAlpha
    }

    private static func reading(_ data: ArraySlice<UInt8>, file: String, limits: DatasetLimits) throws -> PNGHeader {
        let width = bigEndian(data.prefix(4))
        let height = bigEndian(data.dropFirst(4).prefix(4))
        let depth = Int(data[data.startIndex + 8])
        let type = data[data.startIndex + 9]
        // PNG allows extents below 2³¹, so the product fits 64 bits.
        guard (1..<1 << 31).contains(width), (1..<1 << 31).contains(height), [1, 2, 4, 8, 16].contains(depth),
            [0, 2, 3, 4, 6].contains(type)
        else { throw Failure.damagedPNG("has a header that PNG does not know", file) }
        guard width * height <= limits.pixels else {
            throw Failure.refused(
                "too-many-pixels", "is \(width)×\(height), more than the limit of \(limits.pixels) pixels",
                hint: "scale it down: mogrify -resize 50% \(file)", file: file)
        }
        return PNGHeader(
            width: width, height: height, colorChannels: type == 0 || type == 4 ? 1 : 3,
            bitDepth: depth == 16 ? 16 : 8, hasAlpha: type == 4 || type == 6)
    }

    private static func kind(of bytes: [UInt8]) -> String {
        let known: [([UInt8], String)] = [
            ([0xFF, 0xD8, 0xFF], "a JPEG file"), (Array("GIF8".utf8), "a GIF file"), (Array("BM".utf8), "a BMP file"),
            (Array("RIFF".utf8), "a WebP file"), (Array("II*".utf8), "a TIFF file"), (Array("MM".utf8), "a TIFF file"),
            (Array("<".utf8), "text (HTML, SVG?)"),
        ]
        return known.first { bytes.starts(with: $0.0) }?.1 ?? "no PNG file"
    }

    /// `28×28 gray, 8 bit`
    var description: String {
        "\(width)×\(height) \(colorChannels == 1 ? "gray" : "RGB"), \(bitDepth) bit"
    }
}

extension Failure {
    static func damagedPNG(_ message: String, _ file: String?, cause: String? = nil) -> Failure {
        Failure(
            .refused, code: "damaged-png", message, hint: "copy or export it again; pngcheck tells more", file: file,
            cause: cause)
    }
}

/// The number that `bytes` spell, most significant byte first.
func bigEndian(_ bytes: some Sequence<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
}

/// The chunks of a PNG file in order.
private struct PNGChunks {
    let bytes: [UInt8]
    let file: String
    private var at = 8

    init(bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    mutating func next() throws -> (type: String, data: ArraySlice<UInt8>)? {
        guard bytes.count - at >= 8 else { throw Failure.truncated(file) }
        let length = bigEndian(bytes[at..<at + 4])
        let name = bytes[at + 4..<at + 8]
        guard name.allSatisfy({ (65...90).contains($0 & 0xDF) }), length < 1 << 31 else {
            if name.allSatisfy({ $0 == 0 }) { throw Failure.truncated(file) }
            throw Failure.damagedPNG("has a damaged chunk at byte \(at)", file)
        }
        guard bytes.count - at - 12 >= length else { throw Failure.truncated(file) }
        let data = bytes[at + 8..<at + 8 + length]
        let type = String(decoding: name, as: UTF8.self)
        let isCritical = name.first! & 0x20 == 0
        if isCritical, checksum(bytes[at + 4..<at + 8 + length]) != bigEndian(bytes[data.endIndex..<data.endIndex + 4])
        {
            throw Failure.damagedPNG("has a wrong checksum in its \(type) chunk at byte \(at)", file)
        }
        at += 12 + length
        return (type, data)
    }

    private func checksum(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.withUnsafeBufferPointer { Int(crc32_z(0, $0.baseAddress, $0.count)) }
    }
}
