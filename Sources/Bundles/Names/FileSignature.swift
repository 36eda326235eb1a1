// SPDX-License-Identifier: Apache-2.0
import Base

/// What a file is by its first bytes, whatever its name says.
public enum FileSignature: String, CaseIterable, Sendable {
    case png, jpeg, gif, bmp, tiff, webp
    case gzip, zip, hdf5, idx, numpy
    case excel, torchArchive, kerasArchive, numpyArchive
    case parquet, tflite, pickle
    /// A few lines of text in place of the file, as git-lfs leaves them if it has not downloaded it.
    case gitLFS
    case html

    /// How many of a file's first bytes decide.
    public static let length = 512

    /// nil for text, and for what has no signature, such as ONNX.
    public init?(_ bytes: some Collection<UInt8>) {
        let bytes = Array(bytes.prefix(Self.length))
        guard let found = Self.magic.first(where: { Self.matches($0.kind, bytes, $0.at, $0.bytes) })?.kind else {
            guard let text = Self.text(bytes) else { return nil }
            self = text
            return
        }
        self = found == .zip ? Self.archive(bytes) : found
    }

    private static let magic: [(kind: FileSignature, at: Int, bytes: [UInt8])] = [
        (.png, 0, [0x89, 0x50, 0x4E, 0x47]), (.jpeg, 0, [0xFF, 0xD8, 0xFF]), (.gif, 0, Array("GIF8".utf8)),
        (.bmp, 6, [0, 0, 0, 0]), (.tiff, 0, [0x49, 0x49, 0x2A, 0]), (.tiff, 0, [0x4D, 0x4D, 0, 0x2A]),
        (.webp, 8, Array("WEBPVP8".utf8)), (.gzip, 0, [0x1F, 0x8B]), (.zip, 0, [0x50, 0x4B, 3, 4]),
        (.hdf5, 0, [0x89, 0x48, 0x44, 0x46]), (.idx, 0, [0, 0, 8]), (.numpy, 0, [0x93] + Array("NUMPY".utf8)),
        (.parquet, 0, Array("PAR1".utf8)), (.tflite, 4, Array("TFL3".utf8)),
        (.pickle, 0, [0x80, 2]), (.pickle, 0, [0x80, 3]), (.pickle, 0, [0x80, 4]), (.pickle, 0, [0x80, 5]),
    ]

    private static func matches(_ kind: FileSignature, _ bytes: [UInt8], _ at: Int, _ magic: [UInt8]) -> Bool {
        guard bytes.dropFirst(at).starts(with: magic) else { return false }
        return switch kind {
        // "BM" alone could be the header of a table; the four bytes at 6 are reserved and 0.
        case .bmp: bytes.starts(with: Array("BM".utf8))
        // A header may begin with PAR1 as well; a Parquet file goes on with binary data.
        case .parquet: bytes.count < 5 || bytes[4] < 0x20 && bytes[4] != 0x0A && bytes[4] != 0x0D
        // The offset of the root table is small.
        case .tflite: bytes[2] == 0 && bytes[3] == 0
        default: true
        }
    }

    /// What a zip archive holds, by the name of its first file (APPNOTE 4.3.7: the name's length stands at byte 26, the
    /// name at byte 30).
    private static func archive(_ bytes: [UInt8]) -> FileSignature {
        guard bytes.count > 30 else { return .zip }
        let length = Int(bytes[26]) | Int(bytes[27]) << 8
        let name = String(decoding: bytes.dropFirst(30).prefix(length), as: UTF8.self)
        if name.hasPrefix("[Content_Types]") || name.hasPrefix("_rels/") || name.hasPrefix("xl/") { return .excel }
        if name.hasSuffix("data.pkl") || name.hasSuffix("/version") || name.hasSuffix("/byteorder") {
            return .torchArchive
        }
        if ["metadata.json", "config.json", "model.weights.h5"].contains(name) { return .kerasArchive }
        return name.hasSuffix(".npy") ? .numpyArchive : .zip
    }

    private static func text(_ bytes: [UInt8]) -> FileSignature? {
        let start = String(decoding: bytes, as: UTF8.self).lowercased().drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        if start.hasPrefix("version https://git-lfs") { return .gitLFS }
        return ["<!doctype html", "<html", "<head"].contains(where: start.hasPrefix) ? .html : nil
    }
}
