// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Testing

@testable import Bundles

/// A file whose first bytes are not what its name promises is named for what it is, with what to do.
@Suite(.timeLimit(.minutes(10))) struct FileSignatureTests {
    private static let pointer =
        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22e\nsize 12345\n"

    /// The local header of a zip archive whose first file has this name.
    private static func zip(_ name: String) -> [UInt8] {
        [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 22) + [UInt8(name.utf8.count), 0, 0, 0] + Array(name.utf8)
    }

    private static let contents: [(FileSignature?, [UInt8])] = [
        (.gitLFS, Array(pointer.utf8)), (.html, Array("\n <!DOCTYPE html><html>".utf8)),
        (.html, [0xEF, 0xBB, 0xBF] + Array("<HTML>".utf8)), (.gzip, [0x1F, 0x8B, 8, 0]),
        (.hdf5, [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]), (.png, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A]),
        (.jpeg, [0xFF, 0xD8, 0xFF, 0xE0]), (.bmp, Array("BM".utf8) + [9, 9, 9, 9, 0, 0, 0, 0, 54]),
        (.parquet, Array("PAR1".utf8)), (.numpy, [0x93] + Array("NUMPY".utf8) + [1, 0]),
        (.tflite, [0x1C, 0, 0, 0] + Array("TFL3".utf8)), (.pickle, [0x80, 4, 0x95]), (.idx, [0, 0, 8, 3]),
        (.webp, Array("RIFF".utf8) + [1, 2, 3, 4] + Array("WEBPVP8 ".utf8)),
        (.excel, zip("[Content_Types].xml")), (.torchArchive, zip("archive/data.pkl")),
        (.kerasArchive, zip("metadata.json")), (.numpyArchive, zip("x_train.npy")), (.zip, zip("images/a.png")),
        (nil, Array("a,b\n1,2\n".utf8)), (nil, Array("BMI,age\n1,2\n".utf8)), (nil, [8, 7, 18, 4]), (nil, []),
    ]

    @Test func firstBytesDecide() {
        for (signature, bytes) in Self.contents {
            #expect(FileSignature(bytes) == signature, "\(bytes.prefix(16))")
            // Fewer bytes than a signature has are no reason to trap.
            for count in bytes.indices.prefix(40) { _ = FileSignature(bytes.prefix(count)) }
        }
        #expect(Set(Self.contents.compactMap(\.0)).count >= FileSignature.allCases.count - 2)
    }

    @Test(arguments: [
        ("data.csv", FileSignature.gitLFS, "git lfs pull"), ("m.onnx", .html, "curl"),
        ("data.csv", .gzip, "data.csv.gz"),
        ("m.onnx", .hdf5, "m.h5"), ("m.h5", .kerasArchive, "m.keras"), ("m.pt2", .pickle, "torch.onnx.export"),
        ("data.csv", .excel, "read_excel"), ("data.csv", .parquet, "index=False"), ("m.onnx", .torchArchive, "torch"),
        ("m.keras", .torchArchive, "torch"), ("train-images-idx3-ubyte", .gzip, ".gz"),
        ("data.csv.gz", .zip, "unzip"), ("m.onnx", .tflite, "tflite"), ("data.csv", .png, "mogrify"),
    ])
    func contentsOfAnotherKind(_ name: String, _ content: FileSignature, _ word: String) throws {
        let bytes = try #require(Self.contents.first { $0.0 == content }?.1)
        let failure = #expect(throws: Failure.self) {
            try FileSignature.check(InputFile(path: name, memory: bytes))
        }
        #expect(failure?.code == "other-content" && failure?.file == name && failure?.kind == .refused)
        #expect(failure?.hint?.contains(word) == true, "\(failure?.hint ?? "")")
    }

    @Test(arguments: [
        ("data.csv", Array("a,b\n".utf8)), ("data.csv.gz", [0x1F, 0x8B, 8]), ("m.onnx", [8, 7]), ("empty.csv", []),
        ("m.h5", [0x89, 0x48, 0x44, 0x46]), ("m.keras", zip("config.json")), ("m.pt2", zip("model/archive_format")),
        ("t-images-idx3-ubyte", [0, 0, 8, 3]), ("m.safetensors", [0x40, 0, 0, 0, 0, 0, 0, 0, 0x7B]),
        ("notes.md", Array(pointer.utf8)), ("light.csv", Array("PAR1,PAR2\n1,2\n".utf8)),
        ("m.safetensors", [0x80, 2, 0, 0, 0, 0, 0, 0, 0x7B]), ("m.safetensors", [0x80, 4, 0, 0, 0, 0, 0, 0, 0x7B]),
        ("m.safetensors", [0x80, 5, 0, 0, 0, 0, 0, 0, 0x7B]), ("m.safetensors", [0x80, 3, 0, 0, 0, 0, 0, 0, 0x7B]),
    ])
    func contentsAsNamed(_ name: String, _ bytes: [UInt8]) throws {
        try FileSignature.check(InputFile(path: name, memory: bytes))
    }

    @Test func plainUnderACompressedName() {
        let failure = #expect(throws: Failure.self) {
            try FileSignature.check(InputFile(path: "d/data.csv.gz", memory: Array("a,b\n1,2\n".utf8)))
        }
        #expect(failure?.hint == "mv 'd/data.csv.gz' 'd/data.csv'")
    }
}
