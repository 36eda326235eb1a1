// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import TestSupport
import Testing

@testable import Checkpoints

/// What cannot be run is refused, with the node and a way out.
@Suite(.timeLimit(.minutes(10))) struct RefusalTests {
    @Test func unsupportedOperator() throws {
        let failure = try refusal(Fixtures.bytes("bad/unsupported.onnx"))
        #expect(failure.kind == .refused && failure.code == "unsupported-operator")
        #expect(failure.message.contains("StringNormalizer") && failure.node == "odd/node")
        #expect(try #require(failure.hint).contains("uaectl operators") && failure.file == "model.onnx")
    }

    @Test func customDomainsRandomNodesAndFunctions() throws {
        let custom = try refusal(HandMade.model([.init("Relu", domain: "com.microsoft")]))
        #expect(custom.code == "unsupported-operator" && custom.message.contains("com.microsoft.Relu"))
        let random = try refusal(HandMade.model([.init("RandomNormalLike", name: "noise")]))
        #expect(random.node == "noise" && random.hint?.contains("mean") == true)
        let function = try refusal(
            HandMade.model([.init("Block", domain: "local")]) { model in
                model.put(25, WireWriter.message { $0.put(1, "Block") })
            })
        #expect(function.hint?.contains("inline_local_functions") == true)
    }

    /// A node without a name is called by its output.
    @Test func operatorsOfOtherOpsets() throws {
        let failure = try refusal(HandMade.model([.init("Gelu")], opset: 17))
        #expect(failure.code == "unsupported-operator" && failure.message.contains("opset 17") && failure.node == "y")
        #expect(throws: Never.self) { try Checkpoint(HandMade.model([.init("Gelu")], opset: 20)) }
    }

    @Test func opsets() throws {
        for opset: Int64 in [0, 5, 28, 99, -1, .max, .min] {
            let failure = try refusal(HandMade.model([.init("Relu")], opset: opset))
            #expect(failure.code == "unsupported-opset" && failure.message.contains("\(opset)"))
        }
        for opset: Int64 in [6, 7, 17, 27] {
            #expect(throws: Never.self) { try Checkpoint(HandMade.model([.init("Relu")], opset: opset)) }
        }
        #expect(try refusal(HandMade.model([.init("Relu")], domain: "ai.onnx.ml")).code == "unsupported-opset")
        #expect(throws: Never.self) { try Checkpoint(HandMade.model([.init("Relu")], domain: "ai.onnx")) }
    }

    @Test func cycles() throws {
        let circle = HandMade.model([
            .init("Add", ["x", "c"], ["a"], name: "first"), .init("Relu", ["a"], ["b"]), .init("Exp", ["b"], ["c"]),
            .init("Relu", ["c"]),
        ])
        #expect(try refusal(circle).code == "cycle")
        #expect(try refusal(HandMade.model([.init("Add", ["x", "y"])])).code == "cycle")
    }

    @Test func nodesInAnyOrder() throws {
        let model = HandMade.model([
            .init("Mul", ["b", "b"], ["y"]), .init("Add", ["a", "x"], ["b"]), .init("Neg", ["x"], ["a"]),
        ])
        #expect(try Checkpoint(model).output([1, 2, 3, 4]) == [0, 0, 0, 0])
        #expect(try Checkpoint(model).graph.nodes.map(\.operation.name) == ["Neg", "Add", "Mul"])
    }

    /// Longer than any stack would carry a recursion.
    @Test func longChainsBackwards() throws {
        let count = 50_000
        let nodes = (0..<count).reversed().map { HandMade.Node("Neg", [$0 == 0 ? "x" : "v\($0)"], ["v\($0 + 1)"]) }
        let checkpoint = try Checkpoint(HandMade.model(nodes, outputs: ["v\(count)"]))
        #expect(checkpoint.graph.nodes.count == count)
    }

    @Test func names() throws {
        let weight = HandMade.reals("w", [4], [1, 2, 3, 4])
        let twice = [
            HandMade.model([.init("Relu"), .init("Exp")]),
            HandMade.model([.init("Relu", ["x"], ["x"])], outputs: ["x"]),
            HandMade.model([.init("Mul", ["x", "w"])], tensors: [weight, weight]),
            HandMade.model([.init("Relu", ["x"], ["w"]), .init("Relu")], tensors: [weight]),
            HandMade.model([.init("Relu")], inputs: [HandMade.value("x", [1]), HandMade.value("x", [2])]),
            HandMade.model([.init("Relu")], outputs: ["y", "y"]),
        ]
        for model in twice { #expect(try refusal(model).code == "duplicate-name") }
        let unknown = try refusal(HandMade.model([.init("Relu", ["z"])]))
        #expect(unknown.code == "unknown-value" && unknown.message.contains("z") && unknown.node == "y")
        #expect(try refusal(HandMade.model([.init("Relu")], outputs: ["z"])).code == "unknown-value")
        #expect(try refusal(HandMade.model([.init("Relu")], outputs: [])).code == "no-output")
    }

    @Test func inputs() throws {
        let relu = [HandMade.Node("Relu")]
        let integer = HandMade.model(relu, inputs: [HandMade.value("x", [nil, 4], type: 7)])
        #expect(try refusal(integer).code == "input-type")
        #expect(try refusal(HandMade.model(relu, inputs: [HandMade.value("x", nil)])).code == "input-shape")
        let large = HandMade.model(relu, inputs: [HandMade.value("x", [nil, 1 << 40, 1 << 40])])
        #expect(try refusal(large).code == "too-large")
        let free = try Checkpoint(HandMade.model(relu, inputs: [HandMade.value("x", [nil, 3, -1, nil])]))
        #expect(free.graph.inputs[0].shape == [nil, 3, nil, nil])
    }

    /// Before IR version 4 every initializer is also an input.
    @Test func inputsThatAreInitializers() throws {
        let model = HandMade.model(
            [.init("Mul", ["x", "w"])], inputs: [HandMade.value("x", [nil, 2]), HandMade.value("w", [2])],
            tensors: [HandMade.reals("w", [2], [2, 3])])
        let checkpoint = try Checkpoint(model)
        #expect(checkpoint.graph.inputs.map(\.name) == ["x"])
        #expect(try checkpoint.output([1, 1]) == [2, 3])
    }

    @Test func attributes() throws {
        let cases: [(HandMade.Node, String)] = [
            (.init("Relu", ["x"], ["y"], [("slope", .float(1))]), "slope"),
            (.init("Softmax", ["x"], ["y"], [("axis", .float(1))]), "axis"),
            (.init("Softmax", ["x"], ["y"], [("axis", .integer(1)), ("axis", .integer(1))]), "twice"),
            (.init("MaxPool", ["x"], ["y"]), "kernel_shape"),
            (.init("Resize", ["x", "", "s"], ["y"], [("mode", .text("spline"))]), "spline"),
            (.init("Relu", ["x"], ["y"], [("body", .graph)]), "body"),
            (.init("Cast", ["x"], ["y"], [("to", .integer(8))]), "8"),
        ]
        for (node, word) in cases {
            let scales = HandMade.reals("s", [2], [1, 2])
            let failure = try refusal(HandMade.model([node], tensors: [scales]))
            #expect(failure.code == "bad-attribute" && failure.message.contains(word), "\(failure)")
            #expect(failure.node == "y")
        }
    }

    @Test func inputCounts() throws {
        for node in [
            HandMade.Node("Relu", ["x", "x"]), .init("Add", ["x"]), .init("Add", ["x", ""]), .init("Relu", []),
        ] {
            #expect(try refusal(HandMade.model([node])).code == "input-count")
        }
    }

    @Test func trainingMode() throws {
        let ones = ["s", "b", "m", "v"].map { HandMade.reals($0, [4], [1, 1, 1, 1]) }
        let inputs = ["x", "s", "b", "m", "v"]
        let new = HandMade.model(
            [.init("BatchNormalization", inputs, ["y"], [("training_mode", .integer(1))])],
            inputs: [HandMade.value("x", [nil, 4])], tensors: ones)
        let graph = try Checkpoint(new).graph
        let bound = try #require(throws: Failure.self) { try Execution<Float>(graph, batch: 2) }
        #expect(bound.code == "training-mode" && bound.node == "y" && bound.hint?.contains("model.eval()") == true)
        let old = HandMade.model([.init("BatchNormalization", inputs, ["y", "m2", "v2"])], opset: 9, tensors: ones)
        #expect(try refusal(old).code == "training-mode")
        let flag = HandMade.tensor("t", [], type: 9) { $0.number(5, 1) }
        let dropout = HandMade.model([.init("Dropout", ["x", "", "t"])], tensors: [flag])
        #expect(try refusal(dropout).code == "training-mode")
    }

    /// A second output that nobody reads does no harm.
    @Test func outputsBeyondTheSupportedOnes() throws {
        let pool = HandMade.Node("MaxPool", ["x"], ["y", "i"], [("kernel_shape", .integers([2]))])
        let input = [HandMade.value("x", [nil, 1, 4])]
        #expect(try Checkpoint(HandMade.model([pool], inputs: input)).output([1, 3, 2, 0]) == [3, 3, 2])
        let two = HandMade.Node("Relu", ["x"], ["y", "i"])
        #expect(try Checkpoint(HandMade.model([two])).output([1, -3, 2, 0]) == [1, 0, 2, 0])
        let read = try refusal(HandMade.model([two], outputs: ["y", "i"]))
        #expect(read.code == "unsupported-output" && read.message.contains("i"))
    }

    @Test func tensors() throws {
        let strings = HandMade.tensor("w", [1], type: 8) { $0.put(6, "a") }
        #expect(try refusal(HandMade.model([.init("Mul", ["x", "w"])], tensors: [strings])).code == "unsupported-type")
        let wrong: [[UInt8]] = [
            HandMade.reals("w", [5], [1, 2, 3, 4]), HandMade.reals("w", [-4], [1, 2, 3, 4]),
            HandMade.tensor("w", [4], type: 1) { $0.put(9, [1, 2, 3]) },
            HandMade.tensor("w", [4], type: 1) { _ in },
        ]
        for tensor in wrong {
            let failure = try refusal(HandMade.model([.init("Mul", ["x", "w"])], tensors: [tensor]))
            #expect(failure.code == "bad-tensor" && failure.message.contains("w"))
        }
        let sparse = try refusal(Self.withSparse())
        #expect(sparse.code == "unsupported-type")
    }

    private static func withSparse() -> [UInt8] {
        WireWriter.message { model in
            model.number(1, 8)
            model.put(7, WireWriter.message { $0.put(15, []) })
            model.put(8, WireWriter.message { $0.number(2, 17) })
        }
    }
}
