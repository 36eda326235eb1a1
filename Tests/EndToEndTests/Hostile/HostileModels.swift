// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// Checkpoints made to break whoever loads them, each beside a table of four columns that is right.
enum HostileModels {
    private static let table = Array("a,b,c,d\n0.1,0.5,0.2,0.4\n0.3,0.1,0.8,0.9\n0.7,0.2,0.6,0.3\n".utf8)

    private static func bundle(
        _ name: String, _ answer: HostileBundle.Answer, _ model: [UInt8], _ words: [String] = [],
        file: String = "m.onnx"
    ) -> HostileBundle {
        HostileBundle(
            name: "model-\(name)", files: ["data.csv": table, "m.onnx": model], answer: answer, file: file, words: words
        )
    }

    private static func model(_ nodes: [[UInt8]], _ tensors: [[UInt8]] = []) -> [UInt8] {
        ForgedModel.model([4], nodes, tensors: tensors)
    }

    private typealias F = ForgedModel

    static func all(seed: UInt64, mutants: Int) -> [HostileBundle] {
        structure + tensors + external + huge + damaged(seed: seed, mutants)
    }

    private static var structure: [HostileBundle] {
        let relu = F.node("Relu", ["x"], "y")
        return [
            bundle("right", .accepted, F.damping([4])),
            bundle(
                "cycle", .refused,
                model([
                    F.node("Add", ["x", "b"], "a"), F.node("Relu", ["a"], "b"), F.node("Relu", ["b"], "y"),
                ]), ["circle"]),
            bundle("own-input", .refused, model([F.node("Add", ["x", "y"], "y")])),
            bundle("dangling-input", .refused, model([F.node("Add", ["x", "nowhere"], "y")]), ["nowhere", "node-y"]),
            bundle("no-output", .refused, model([F.node("Relu", ["x"], "z")]), ["y"]),
            bundle("no-nodes", .refused, model([])),
            bundle("twice", .refused, model([relu, F.node("Exp", ["x"], "y")]), ["y"]),
            bundle("unknown-operator", .refused, model([F.node("Launch", ["x"], "y")]), ["Launch", "node-y"]),
            bundle("no-input", .refused, model([F.node("Relu", [], "y")]), ["node-y"]),
            bundle("negative-input-is-free", .accepted, F.model([-4], [relu])),
            bundle("overflowing-input", .refused, F.model([1 << 40, 1 << 40], [relu])),
            bundle("empty", .unfinished, []),
            bundle("text", .refused, Array("hello, world\n".utf8)),
            bundle("cut", .unfinished, Array(F.damping([4]).dropLast(40))),
            bundle("pickle", .refused, [0x80, 2, 0x63] + Array("os\nsystem\n".utf8)),
            bundle("endless-varint", .refused, Array(repeating: 0xFF, count: 64)),
        ]
    }

    private static var tensors: [HostileBundle] {
        let multiply = [F.node("Mul", ["x", "w"], "y")]
        let data: [UInt8] = Array(repeating: 0, count: 16)
        func tensor(_ shape: [Int64], _ raw: [UInt8]) -> [UInt8] { model(multiply, [F.tensor("w", shape, raw: raw)]) }
        return [
            bundle("negative-extent", .refused, tensor([-4], data), ["w"]),
            bundle("two-negative-extents", .refused, tensor([-2, -2], data), ["w"]),
            bundle("overflowing-extents", .refused, tensor([1 << 32, 1 << 32], data), ["w"]),
            bundle("wrapping-extents", .refused, tensor([1 << 62, 4, 4], data), ["w"]),
            bundle("most-negative", .refused, tensor([.min], data), ["w"]),
            bundle("largest", .refused, tensor([.max], data), ["w"]),
            bundle("terabyte", .refused, tensor([1 << 38], data), ["w"]),
            bundle("too-few-bytes", .refused, tensor([5], data), ["w"]),
            bundle("too-many-bytes", .refused, tensor([3], data), ["w"]),
            bundle("many-extents", .refused, tensor(Array(repeating: 1, count: 1000), data)),
            bundle("same-tensor-twice", .refused, model(multiply, [F.reals("w", [1], [1]), F.reals("w", [1], [2])])),
            bundle("unknown-type", .refused, model(multiply, [F.tensor("w", [4], type: 99, raw: data)]), ["w"]),
            bundle(
                "not-a-number", .refused, model(multiply, [F.reals("w", [4], [.nan, .infinity, 1, 1])]), ["finite"]),
        ]
    }

    private static var external: [HostileBundle] {
        let places = [
            "../secret.bin", "/etc/passwd", "/dev/zero", "sub/../../secret.bin", "..", "", "data.csv/../../x",
            "w.bin\0.txt",
        ]
        func model(_ entries: [(String, String)]) -> [UInt8] {
            Self.model([F.node("Mul", ["x", "w"], "y")], [F.external("w", [4], entries)])
        }
        return places.enumerated().map { index, place in
            bundle("external-\(index)", .refused, model([("location", place)]), ["w"])
        } + [
            bundle("external-missing", .unfinished, model([("location", "w.bin")]), ["w.bin"], file: "w.bin"),
            bundle(
                "external-offset", .refused, model([("location", "data.csv"), ("offset", "-8"), ("length", "16")]),
                ["w"]),
            bundle(
                "external-beyond", .unfinished,
                model([("location", "data.csv"), ("offset", "9223372036854775807"), ("length", "16")]), ["w"],
                file: "data.csv"),
        ]
    }

    /// A few bytes that ask for more memory than there is.
    private static var huge: [HostileBundle] {
        let back = F.node("ReduceSum", ["big"], "s", integers: [("keepdims", 0)])
        let add = F.node("Add", ["x", "s"], "y")
        func constant(_ extents: [Int64]) -> [UInt8] {
            model([F.node("ConstantOfShape", ["n"], "big"), back, add], [F.integers("n", extents)])
        }
        let copied = (0..<20).map { step in
            F.node("Concat", Array(repeating: "v\(step)", count: 16), "v\(step + 1)", integers: [("axis", 1)])
        }
        let outer = (0..<6).map { F.node("Mul", ["u\($0)", "t\($0)"], "u\($0 + 1)") }
        return [
            bundle("billion-constants", .refused, constant([1_000_000_000]), ["node-big"]),
            bundle("overflowing-constants", .refused, constant([1 << 31, 1 << 31, 1 << 31]), ["node-big"]),
            bundle("negative-constants", .refused, constant([-1]), ["node-big"]),
            bundle(
                "copying", .refused,
                model([F.node("Relu", ["x"], "v0")] + copied + [F.node("Relu", ["v20"], "y")]), ["node-v"]),
            bundle(
                "broadcasting", .refused,
                model(
                    [F.node("Relu", ["x"], "u0")] + outer + [F.node("Relu", ["u6"], "y")],
                    (0..<6).map { step in
                        F.reals("t\(step)", [64] + Array(repeating: 1, count: step + 2), Array(repeating: 1, count: 64))
                    })),
            bundle(
                "expanding", .refused,
                model([F.node("Expand", ["x", "n"], "y")], [F.integers("n", [1 << 40, 1, 4])]), ["node-y"]),
            bundle(
                "tiling", .refused,
                model([F.node("Tile", ["x", "n"], "y")], [F.integers("n", [1, 1 << 40])]), ["node-y"]),
            bundle(
                "padding", .refused,
                model([F.node("Pad", ["x", "n"], "y")], [F.integers("n", [0, 0, 0, 1 << 40])]), ["node-y"]),
            bundle(
                "range", .refused,
                model(
                    [
                        F.node("Range", ["a", "b", "c"], "r"), F.node("Cast", ["r"], "big", integers: [("to", 1)]),
                        back, add,
                    ],
                    [
                        F.tensor("a", [], type: 7, raw: F.littleEndian(0, 8)),
                        F.tensor("b", [], type: 7, raw: F.littleEndian(1 << 60, 8)),
                        F.tensor("c", [], type: 7, raw: F.littleEndian(1, 8)),
                    ]), ["node-r"]),
            bundle(
                "many-nodes", .refused,
                model((0..<100_001).map { F.node("Neg", ["v\($0)"], "v\($0 + 1)", name: "") }), ["100000"]),
        ]
    }

    /// Within every limit, and yet more than a worker with 1 GB of address space can hold: 2²⁸ constants, 1 GB.
    static var greedy: HostileBundle {
        let nodes = [
            F.node("ConstantOfShape", ["n"], "big"), F.node("ReduceSum", ["big"], "s", integers: [("keepdims", 0)]),
            F.node("Add", ["x", "s"], "y"),
        ]
        return bundle("greedy", .any, model(nodes, [F.integers("n", [1 << 28])]))
    }

    private static func damaged(seed: UInt64, _ count: Int) -> [HostileBundle] {
        var generator = SeededGenerator(seed: seed)
        let models = [
            F.damping([4]),
            model(
                [F.node("MatMul", ["x", "w"], "h"), F.node("Relu", ["h"], "y")],
                [F.reals("w", [4, 4], (0..<16).map { Float($0) / 16 })]),
        ]
        return (0..<count).map { bundle("mutant-\($0)", .any, generator.damaged(models[$0 % models.count])) }
    }
}
