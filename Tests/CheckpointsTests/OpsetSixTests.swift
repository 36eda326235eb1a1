// SPDX-License-Identifier: Apache-2.0
import Models
import Testing

@testable import Checkpoints

/// What opset 6 says otherwise, against its definitions.
@Suite(.timeLimit(.minutes(10))) struct OpsetSixTests {
    private func output(
        _ node: HandMade.Node, opset: Int64 = 6, shape: [Int64?] = [nil, 2, 2], _ tensors: [[UInt8]], _ x: [Double]
    ) throws -> [Double] {
        let model = HandMade.model([node], opset: opset, inputs: [HandMade.value("x", shape)], tensors: tensors)
        return try Checkpoint(model).output(x)
    }

    /// [2] against [N, 2, 2] lies at the end, or where `axis` says.
    @Test func broadcasting() throws {
        let b = [HandMade.reals("b", [2], [10, 20])]
        let last = HandMade.Node("Add", ["x", "b"], ["y"], [("broadcast", .integer(1))])
        #expect(try output(last, b, [1, 2, 3, 4]) == [11, 22, 13, 24])
        let channels = HandMade.Node("Add", ["x", "b"], ["y"], [("broadcast", .integer(1)), ("axis", .integer(1))])
        #expect(try output(channels, b, [1, 2, 3, 4]) == [11, 12, 23, 24])
        let model = HandMade.model([channels], opset: 7, inputs: [HandMade.value("x", [nil, 2, 2])], tensors: b)
        #expect(try refusal(model).code == "bad-attribute")
    }

    @Test func slopesBelongToChannels() throws {
        let slope = [HandMade.reals("s", [2], [0.5, 0.25])]
        let node = HandMade.Node("PRelu", ["x", "s"])
        #expect(try output(node, slope, [-2, -4, -4, 8]) == [-1, -2, -1, 8])
        #expect(try output(node, opset: 7, slope, [-2, -4, -4, 8]) == [-1, -1, -2, 8])
    }

    /// Whether this is training is an attribute, which says yes by default.
    @Test func training() throws {
        let dropout = HandMade.model([.init("Dropout")], opset: 6)
        #expect(try refusal(dropout).code == "training-mode")
        let ones = ["s", "b", "m", "v"].map { HandMade.reals($0, [4], [1, 1, 1, 1]) }
        let names = ["x", "s", "b", "m", "v"]
        #expect(
            try refusal(HandMade.model([.init("BatchNormalization", names)], opset: 6, tensors: ones)).code
                == "training-mode")
        let test = HandMade.Node(
            "BatchNormalization", names, ["y"], [("is_test", .integer(1)), ("epsilon", .float(0))])
        #expect(try output(test, shape: [nil, 4], ones, [1, 2, 3, 4]) == [1, 2, 3, 4])
    }
}
