// SPDX-License-Identifier: Apache-2.0
import Models
import Testing

@testable import Checkpoints

/// Operators whose meaning or form changed with the opset, against their definitions.
@Suite(.timeLimit(.minutes(10))) struct OpsetTests {
    private func output(
        _ node: HandMade.Node, opset: Int64, shape: [Int64?] = [nil, 4], tensors: [[UInt8]] = [], _ x: [Double]
    ) throws -> [Double] {
        let model = HandMade.model([node], opset: opset, inputs: [HandMade.value("x", shape)], tensors: tensors)
        return try Checkpoint(model).output(x)
    }

    @Test func clip() throws {
        let attributes: [(String, HandMade.Attribute)] = [("min", .float(-1)), ("max", .float(2))]
        #expect(try output(.init("Clip", ["x"], ["y"], attributes), opset: 10, [-3, 0, 2, 5]) == [-1, 0, 2, 2])
        #expect(
            try refusal(HandMade.model([.init("Clip", ["x"], ["y"], attributes)], opset: 11)).code == "bad-attribute")
        let high = HandMade.reals("h", [], [2])
        let node = HandMade.Node("Clip", ["x", "", "h"])
        #expect(try output(node, opset: 11, tensors: [high], [-3, 0, 2, 5]) == [-3, 0, 2, 2])
        #expect(try refusal(HandMade.model([node], opset: 10, tensors: [high])).code == "input-count")
    }

    /// Before opset 13 over all axes from the first on, then over the last alone: e⁰ = 1 everywhere.
    @Test func softmax() throws {
        let zeros = [Double](repeating: 0, count: 4)
        let old = try output(.init("Softmax"), opset: 12, shape: [nil, 2, 2], zeros)
        #expect(deviation(old, [Double](repeating: 0.25, count: 4)) < 1e-12)
        let new = try output(.init("Softmax"), opset: 13, shape: [nil, 2, 2], zeros)
        #expect(deviation(new, [Double](repeating: 0.5, count: 4)) < 1e-12)
    }

    @Test func axesMoveFromAttributeToInput() throws {
        let axes = [HandMade.integers("a", [1])]
        let attribute: [(String, HandMade.Attribute)] = [("axes", .integers([1]))]
        for (type, version): (String, Int64) in [
            ("Squeeze", 13), ("Unsqueeze", 13), ("ReduceSum", 13), ("ReduceMean", 18), ("ReduceMax", 18),
            ("ReduceL1", 18),
        ] {
            let (old, new) = (HandMade.Node(type, ["x"], ["y"], attribute), HandMade.Node(type, ["x", "a"]))
            let before = try output(old, opset: version - 1, shape: [nil, 1, 4], [1, 2, 3, 4])
            #expect(before == [1, 2, 3, 4])
            #expect(try output(new, opset: version, shape: [nil, 1, 4], tensors: axes, [1, 2, 3, 4]) == before)
            #expect(throws: (any Error).self) { try output(new, opset: version - 1, tensors: axes, [1, 2, 3, 4]) }
            #expect(throws: (any Error).self) { try output(old, opset: version, [1, 2, 3, 4]) }
        }
    }

    @Test func slice() throws {
        let node = HandMade.Node(
            "Slice", ["x"], ["y"], [("starts", .integers([1])), ("ends", .integers([-1])), ("axes", .integers([1]))])
        #expect(try output(node, opset: 9, [1, 2, 3, 4]) == [2, 3])
        let inputs = [("s", 3), ("e", -100), ("a", 1), ("t", -2)].map { HandMade.integers($0, [Int64($1)]) }
        #expect(
            try output(.init("Slice", ["x", "s", "e", "a", "t"]), opset: 10, tensors: inputs, [1, 2, 3, 4]) == [4, 2])
    }

    @Test func pad() throws {
        let old = HandMade.Node(
            "Pad", ["x"], ["y"],
            [("pads", .integers([0, 1, 0, 1])), ("value", .float(9)), ("mode", .text("constant"))])
        #expect(try output(old, opset: 10, [1, 2, 3, 4]) == [9, 1, 2, 3, 4, 9])
        let pads = HandMade.integers("p", [0, 1, 0, 2])
        let new = HandMade.Node("Pad", ["x", "p"], ["y"], [("mode", .text("reflect"))])
        #expect(try output(new, opset: 13, tensors: [pads], [1, 2, 3, 4]) == [2, 1, 2, 3, 4, 3, 2])
    }

    /// A zero copies the input's extent, or is one with allowzero.
    @Test func reshape() throws {
        let target = HandMade.integers("t", [0, 2, 2])
        #expect(try output(.init("Reshape", ["x", "t"]), opset: 13, tensors: [target], [1, 2, 3, 4]) == [1, 2, 3, 4])
        let literal = HandMade.Node("Reshape", ["x", "t"], ["y"], [("allowzero", .integer(1))])
        #expect(throws: (any Error).self) { try output(literal, opset: 14, tensors: [target], [1, 2, 3, 4]) }
        #expect(try refusal(HandMade.model([literal], opset: 13, tensors: [target])).code == "bad-attribute")
    }

    @Test func upsampleAndResize() throws {
        let shape: [Int64?] = [nil, 1, 2]
        let doubled: [Double] = [1, 1, 2, 2]
        let scales = HandMade.reals("s", [3], [1, 1, 2])
        #expect(
            try output(.init("Upsample", ["x", "s"]), opset: 9, shape: shape, tensors: [scales], [1, 2]) == doubled)
        #expect(
            try output(.init("Resize", ["x", "s"]), opset: 10, shape: shape, tensors: [scales], [1, 2]) == doubled)
        #expect(
            try output(.init("Resize", ["x", "", "s"]), opset: 13, shape: shape, tensors: [scales], [1, 2]) == doubled)
        #expect(throws: (any Error).self) {
            try output(.init("Upsample", ["x", "s"]), opset: 10, shape: shape, tensors: [scales], [1, 2])
        }
    }

    @Test func swish() throws {
        let y = try output(.init("Swish", ["x"], ["y"], [("alpha", .float(2))]), opset: 24, [0, 1, 0, 0])
        #expect(deviation(y, [0, 0.880_797_077_977_882_4, 0, 0]) < 1e-12)
    }

    @Test func manyPartsOfASplit() throws {
        let outputs = (0..<8).map { "p\($0)" }
        let model = HandMade.model(
            [.init("Split", ["x"], outputs, [("axis", .integer(1))]), .init("Sum", outputs)], opset: 13,
            inputs: [HandMade.value("x", [nil, 128])])
        #expect(
            try Checkpoint(model).output((0..<128).map { Double($0) }).first
                == (0..<8).map { Double($0 * 16) }.reduce(0, +))
    }

    @Test func tableIsSortedAndNamesEachOperatorOnce() {
        let names = Checkpoint.supportedOperators
        #expect(names == Set(names).sorted())
        for name in ["Conv", "Gemm", "Relu", "Resize", "Softmax", "LayerNormalization"] {
            #expect(names.contains(name))
        }
        #expect(names.count >= 101)
    }

    /// Every operator has a rule for the newest opset that it belongs to, and no two rules claim one opset.
    @Test func rulesDoNotOverlap() {
        for (name, rules) in OperatorTable.standard.rules {
            for opset in OpsetVersion.supported {
                #expect(rules.count { $0.opsets.contains(opset) } <= 1, "\(name) in opset \(opset)")
            }
        }
    }
}
