// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors
import Testing

@testable import Checkpoints

/// safetensors with an architecture beside it: every layer, and what is refused.
@Suite(.timeLimit(.minutes(10))) struct SafetensorsTests {
    /// A file of float32 tensors, or of the dtype that is given, with their bytes as they are.
    private func file(_ tensors: [(String, [Int], [Float])], type: String = "F32", extra: [UInt8] = []) -> [UInt8] {
        var (entries, data): ([String], [UInt8]) = ([], [])
        for (name, shape, values) in tensors {
            let start = data.count
            for value in values { data += (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
            entries.append(
                #""\#(name)": {"dtype": "\#(type)", "shape": \#(shape), "data_offsets": [\#(start), \#(data.count)]}"#)
        }
        return header("{" + entries.joined(separator: ", ") + "}") + data + extra
    }

    private func header(_ text: String) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: text.utf8.count >> (8 * $0)) } + Array(text.utf8)
    }

    private func load(_ tensors: [UInt8], _ architecture: String?) throws -> Checkpoint {
        let scratch = try Scratch()
        try scratch.write(tensors, "m.safetensors")
        if let architecture { try scratch.write(Array(architecture.utf8), "m.architecture.json") }
        return try Checkpoint(folder: scratch.path, file: "m.safetensors")
    }

    private func refusal(_ tensors: [UInt8], _ architecture: String?) throws -> Failure {
        try #require(#expect(throws: Failure.self) { _ = try load(tensors, architecture) })
    }

    private let identity: [(String, [Int], [Float])] = [("w", [2, 3], [1, 2, 3, 4, 5, 6]), ("b", [2], [10, 20])]
    private let linear = #"{"input": {"shape": [3]}, "layers": [{"type": "linear", "weight": "w", "bias": "b"}]}"#

    @Test func linearLayers() throws {
        let checkpoint = try load(file(identity), linear)
        #expect(checkpoint.files == ["m.safetensors", "m.architecture.json"])
        #expect(try checkpoint.output([1, 1, 1]) == [16, 35])
    }

    /// One layer of each kind, on [H, W, C], against numbers worked out by hand.
    @Test func imageLayers() throws {
        let tensors = file([
            ("k", [2, 1, 1, 1], [2, -1]), ("m", [2], [0, 1]), ("v", [2], [1, 4]),
            ("t", [2, 1, 2, 2], [1, 0, 0, 1, 1, 1, 1, 1]),
        ])
        let checkpoint = try load(
            tensors,
            """
            {"input": {"shape": [2, 2, 1]}, "layout": "channels-last", "layers": [
              {"type": "conv2d", "weight": "k", "activation": "leaky_relu", "slope": 0.5},
              {"type": "batch-norm", "mean": "m", "variance": "v", "epsilon": 0},
              {"type": "max-pool2d", "kernel": 2},
              {"type": "conv-transpose2d", "weight": "t", "strides": 2},
              {"type": "zero-pad2d", "padding": [0, 0, 0, 2]}, {"type": "upsample2d", "scale": [2, 1]},
              {"type": "average-pool2d", "kernel": [2, 1]}, {"type": "dropout", "rate": 0.5},
              {"type": "reshape", "shape": [-1]}, {"type": "activation", "function": "relu"}]}
            """)
        // Channels after the convolution: 2x and −x/2; standardized 2x and (−x/2 − 1)/2; pooled 8 and −0.75.
        #expect(try checkpoint.output([1, 2, 3, 4]) == [7.25, 0, 0, 0, 0, 7.25, 0, 0])
    }

    @Test func typesOfNumbers() throws {
        let half = header(#"{"w": {"dtype": "BF16", "shape": [1, 1], "data_offsets": [0, 2]}}"#) + [0x80, 0x3F]
        let one = #"{"input": {"shape": [1]}, "layers": [{"type": "linear", "weight": "w"}]}"#
        #expect(try load(half, one).output([3]) == [3])
        #expect(try refusal(file([("w", [1, 1], [0])], type: "I32"), one).code == "unsupported-type")
        #expect(try refusal(file([("w", [1, 1], [0])], type: "F8_E4M3"), one).code == "unsupported-type")
    }

    @Test func architecturesThatDoNotFit() throws {
        let cases = [
            (linear.replacing("linear", with: "lineal"), "bad-architecture", "lineal"),
            (linear.replacing("\"bias\"", with: "\"bios\""), "bad-architecture", "layers[0].bios"),
            (linear.replacing("\"b\"", with: "\"c\""), "missing-tensor", "\"c\""),
            (linear.replacing(", \"bias\": \"b\"", with: ""), "unused-tensors", "b"),
            (linear.replacing("[3]", with: "[0]"), "bad-architecture", "shape"),
            (linear.replacing("linear", with: "conv2d"), "bad-layer", "four axes"),
            ("[]", "bad-architecture", "object"), ("{}", "bad-architecture", "input"),
            ("nonsense {", "bad-json", "JSON"),
        ]
        for (text, code, word) in cases {
            let failure = try refusal(file(identity), text)
            #expect(failure.code == code && failure.kind != .fault && failure.description.contains(word), "\(failure)")
        }
        #expect(throws: Never.self) {
            try load(
                file(identity),
                linear.replacing(", \"bias\": \"b\"", with: "").replacing(
                    "\"layers\"", with: "\"ignore\": [\"b\"], \"layers\""))
        }
        let missing = try refusal(file(identity), nil)
        #expect(missing.code == "no-architecture")
        #expect(missing.kind == .incomplete && missing.file == "m.architecture.json")
    }

    @Test func damagedFiles() throws {
        let entry = #"{"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}"#
        let cases: [[UInt8]] = [
            file(identity, extra: [0]), header(entry + "}") + [0, 0, 0, 0, 0], header(entry), header("[]"),
            header(entry + #", "u": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}"#) + [0, 0, 0, 0],
            header(entry + #", "u": {"dtype": "F32", "shape": [1], "data_offsets": [8, 12]}}"#)
                + Array(repeating: 0, count: 12),
            header(#"{"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}"#) + [0, 0, 0, 0],
            Array(repeating: 0xFF, count: 64), Array("a text, not tensors at all".utf8),
        ]
        for bytes in cases {
            let failure = try refusal(bytes, linear)
            #expect(failure.kind == .refused && failure.code == "not-safetensors", "\(failure)")
        }
        #expect(try refusal(Array(file(identity).dropLast()), linear).kind == .incomplete)
        #expect(try refusal([], linear).kind == .incomplete)
    }
}
