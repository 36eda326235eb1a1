// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors
import Testing

@testable import Models

/// Which output is used, and what is said where none can be.
@Suite(.timeLimit(.minutes(10))) struct OutputTests {
    /// An encoder's code of two values beside a reconstruction of four.
    private func autoencoder() -> Graph {
        var (builder, draw) = (GraphBuilder(), Draw(1))
        let x = builder.input([4])
        let code = builder.node(MatMul(), x, builder.constant(draw.real(4, 2)))
        builder.output(code, name: "code")
        builder.output(builder.node(MatMul(), code, builder.constant(draw.real(2, 4))), name: "reconstruction")
        return builder.graph
    }

    @Test func theOneOfTheInputsSize() throws {
        let model = try Execution<Float>(autoencoder(), batch: 3)
        #expect(model.outputName == "reconstruction" && model.outputShape == [4] && model.inputName == "x")
        #expect(try Execution<Float>(autoencoder(), batch: 3, output: "code").outputShape == [2])
    }

    @Test func unknownAndAmbiguous() throws {
        let unknown = try #require(throws: Failure.self) { try Execution<Float>(autoencoder(), batch: 1, output: "z") }
        #expect(unknown.code == "unknown-output" && unknown.message.contains("code, reconstruction"))
        var graph = autoencoder()
        graph.outputs[1].value = graph.outputs[0].value
        let ambiguous = try #require(throws: Failure.self) { try Execution<Float>(graph, batch: 1) }
        #expect(ambiguous.code == "ambiguous-output" && ambiguous.hint?.contains("output = \"code\"") == true)
        #expect(ambiguous.message.contains("code [1, 2]") && ambiguous.message.contains("reconstruction"))
    }

    @Test func beforeTheSoftmax() throws {
        var (probabilities, logits) = (
            try Execution<Double>(smallClassifier(), batch: 1),
            try Execution<Double>(smallClassifier(), batch: 1, beforeSoftmax: true)
        )
        var draw = Draw(2)
        let z: Tensor<Double> = draw.unit([1, 36])
        probabilities.forward(z)
        logits.forward(z)
        let exponentials = logits.output.elements.map { Double.exp($0) }
        let sum = exponentials.reduce(0, +)
        #expect(isClose(probabilities.output.elements, exponentials.map { $0 / sum }))
        #expect(!isClose(probabilities.output.elements, logits.output.elements))
    }

    /// More nodes than the stack of a thread would hold calls.
    @Test func beforeTheSoftmaxThroughManyIdentities() throws {
        func output(behind operation: any Operation) throws -> String {
            var builder = GraphBuilder()
            let x = builder.input([3])
            var value = builder.node(operation, x)
            for _ in 0..<50_000 { value = builder.node(Identity(), value) }
            builder.output(value)
            var model = try Execution<Double>(builder.graph, batch: 1, beforeSoftmax: true)
            model.forward(Tensor(shape: [1, 3], elements: [0.25, 0.5, 1]))
            return "\(model.output.elements)"
        }
        #expect(try output(behind: Softmax(axis: 1)) == "[0.25, 0.5, 1.0]")
        #expect(try output(behind: Unary(.relu)) == "[0.25, 0.5, 1.0]")
    }

    @Test func anOutputThatIsNoNumber() throws {
        var builder = GraphBuilder()
        let x = builder.input([4])
        builder.output(builder.node(ArgMax(axis: 1), x))
        #expect(
            try #require(throws: Failure.self) { try Execution<Float>(builder.graph, batch: 1) }.code == "output-kind")
        var constant = GraphBuilder()
        _ = constant.input([4])
        constant.output(constant.constant(reals([1, 4], [1, 2, 3, 4])))
        #expect(
            try #require(throws: Failure.self) { try Execution<Float>(constant.graph, batch: 1) }.code == "output-kind")
    }

    @Test func exactlyOneInput() throws {
        var builder = GraphBuilder()
        let (a, b) = (builder.input([2], name: "a"), builder.input([2], name: "b"))
        builder.output(builder.node(Binary(.add), a, b))
        let failure = try #require(throws: Failure.self) { try Execution<Float>(builder.graph, batch: 1) }
        #expect(failure.code == "input-count" && failure.message.contains("a, b"))
        let filled = try builder.graph.fixing(["b": 1])
        #expect(try Execution<Float>(filled, batch: 1).inputName == "a")
        #expect(throws: Failure.self) { try builder.graph.fixing(["c": 1]) }
        #expect(throws: Failure.self) { try builder.graph.fixing(["a": 1, "b": 1]) }
        var graph = builder.graph
        graph.constants[b] = reals([2], [1, 1])
        #expect(try Execution<Float>(graph, batch: 1).inputName == "a")
    }

    /// A failure names the node, and the shapes of both its inputs.
    @Test func failuresNameTheNode() throws {
        var builder = GraphBuilder()
        let x = builder.input([4])
        let weights = builder.constant(OperatorCase.numbers(1, [3, 2]))
        builder.output(builder.node(MatMul(), x, weights, name: "decoder/dense"))
        let failure = try #require(throws: Failure.self) { try Execution<Float>(builder.graph, batch: 2) }
        #expect(failure.node == "decoder/dense" && failure.kind == .refused)
        #expect(failure.message.contains("[2, 4] and [3, 2]"))
    }

    /// More outputs than the operator has.
    @Test func tooManyOutputs() throws {
        var builder = GraphBuilder()
        let x = builder.input([1, 4])
        let outputs = builder.nodes(MaxPool(kernel: [2]), [x], outputs: 2, name: "pool")
        builder.output(outputs[1])
        let failure = try #require(throws: Failure.self) { try Execution<Float>(builder.graph, batch: 1) }
        #expect(failure.code == "output-count" && failure.node == "pool")
    }

    /// What fails only at some values is said afterwards, and leaves NaN; the next good input clears it.
    @Test func failuresAtRunTime() throws {
        var builder = GraphBuilder()
        let x = builder.input([2])
        let index = builder.node(Cast(to: .integer), builder.node(Unary(.affine(scale: 4, offset: 0)), x))
        let row = builder.node(Slice(starts: [0], ends: [1], axes: [1]), index)
        let table = builder.constant(reals([3], [5, 6, 7]))
        let looked = builder.node(Gather(), table, row, name: "lookup")
        builder.output(builder.node(Binary(.add), x, looked))
        var model = try Execution<Double>(builder.graph, batch: 1)
        model.forward(Tensor(shape: [1, 2], elements: [1, 0]))
        #expect(model.failure?.node == "lookup" && model.output.elements.allSatisfy { $0.isNaN })
        let gradient = model.inputGradient(output: Tensor(zeros: [1, 2]))
        #expect(gradient.elements.allSatisfy { $0.isNaN })
        model.forward(Tensor(shape: [1, 2], elements: [0.25, 0]))
        #expect(model.failure == nil && model.output.elements == [6.25, 6])
    }
}
