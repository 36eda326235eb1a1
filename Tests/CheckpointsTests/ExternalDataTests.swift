// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Testing

@testable import Checkpoints

/// External data comes from inside the folder, through no link, or not at all.
@Suite(.timeLimit(.minutes(10))) struct ExternalDataTests {
    /// y = x·w with w in the file at `location`.
    private func model(_ location: String, offset: String? = nil, length: String? = "16") -> [UInt8] {
        let entries =
            [("location", location)] + (offset.map { [("offset", $0)] } ?? [])
            + (length.map { [("length", $0)] } ?? []) + [("checksum", "ignored")]
        return HandMade.model(
            [.init("Mul", ["x", "w"])], tensors: [HandMade.external("w", [4], entries)])
    }

    private static let weights: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, 0x80, 0x40]

    private func load(_ model: [UInt8], _ scratch: Scratch, at file: String = "model.onnx") throws -> Checkpoint {
        try scratch.write(model, file)
        return try Checkpoint(folder: scratch.path, file: file)
    }

    private func failure(_ model: [UInt8], _ scratch: Scratch, at file: String = "model.onnx") throws -> Failure {
        try #require(#expect(throws: Failure.self) { _ = try load(model, scratch, at: file) })
    }

    @Test func isReadFromItsOffset() throws {
        let scratch = try Scratch()
        try scratch.write([9, 9, 9, 9] + Self.weights, "w.data")
        let checkpoint = try load(model("w.data", offset: "4"), scratch)
        #expect(try checkpoint.output([1, 1, 1, 1]) == [1, 2, 3, 4])
        #expect(checkpoint.files == ["model.onnx", "w.data"])
        #expect(try load(model("./w.data", offset: "4", length: nil), scratch).files == ["model.onnx", "w.data"])
    }

    /// Locations start from the checkpoint's own folder.
    @Test func besideACheckpointInASubfolder() throws {
        let scratch = try Scratch()
        try scratch.write(Self.weights, "a/b/w.data")
        let checkpoint = try load(model("b/w.data"), scratch, at: "a/model.onnx")
        #expect(checkpoint.files == ["a/model.onnx", "a/b/w.data"])
    }

    @Test func outsideIsRefused() throws {
        let scratch = try Scratch()
        try scratch.write(Self.weights, "w.data")
        try scratch.write(Self.weights, "sub/x")
        let outside = [
            "../secret.bin", "\(scratch.path)/w.data", "sub/../w.data", "/dev/zero", "", ".", "w.data\0x", "..",
        ]
        for location in outside {
            let failure = try failure(model(location), scratch)
            #expect(failure.kind == .refused && failure.code == "external-data", "\(failure)")
            #expect(failure.message.contains("\"\(location)\""))
        }
    }

    @Test func escapingFixture() throws {
        let failure = try refusal(Fixtures.bytes("bad/escaping.onnx"))
        #expect(failure.kind == .refused && failure.message.contains("../secret.bin") && failure.file == "model.onnx")
    }

    @Test func linksAreNotFollowed() throws {
        let (scratch, other) = (try Scratch(), try Scratch())
        try other.write(Self.weights, "w.data")
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: scratch.path + "/link.data", withDestinationPath: other.path + "/w.data")
        try manager.createSymbolicLink(atPath: scratch.path + "/folder", withDestinationPath: other.path)
        for location in ["link.data", "folder/w.data"] {
            let failure = try failure(model(location), scratch)
            #expect(failure.kind == .refused && failure.description.contains(location), "\(failure)")
        }
        try other.write(model("w.data"), "model.onnx")
        try manager.createSymbolicLink(
            atPath: scratch.path + "/other.onnx", withDestinationPath: other.path + "/model.onnx")
        let failure = try #require(
            #expect(throws: Failure.self) { try Checkpoint(folder: scratch.path, file: "other.onnx") })
        #expect(failure.kind == .refused && failure.file == "other.onnx")
    }

    @Test func foldersAndPipesAreRefused() throws {
        let scratch = try Scratch()
        try scratch.write(Self.weights, "folder/w.data")
        #expect(mkfifo(scratch.path + "/pipe", 0o600) == 0)
        for location in ["folder", "pipe"] {
            #expect(try failure(model(location), scratch).kind == .refused)
        }
    }

    @Test func missingOrShortIsIncomplete() throws {
        let scratch = try Scratch()
        let missing = try failure(model("w.data"), scratch)
        #expect(missing.kind == .incomplete && missing.file == "w.data" && missing.message.contains("w.data"))
        try scratch.write(Array(Self.weights.dropLast()), "w.data")
        #expect(try failure(model("w.data"), scratch).kind == .incomplete)
        try scratch.write(Self.weights, "w.data")
        #expect(try failure(model("w.data", offset: "1"), scratch).kind == .incomplete)
        #expect(try failure(model("w.data", offset: "9223372036854775800"), scratch).kind == .incomplete)
        #expect(throws: Never.self) { try load(model("w.data"), scratch) }
    }

    @Test func numbersThatAreNone() throws {
        let scratch = try Scratch()
        try scratch.write(Self.weights, "w.data")
        for (offset, length) in [("-4", "16"), ("x", "16"), ("0", "15"), ("0", "99999999999999999999")] {
            #expect(try failure(model("w.data", offset: offset, length: length), scratch).code == "external-data")
        }
    }
}
