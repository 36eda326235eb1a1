// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

@testable import Models

/// Which activation belongs to the first convolution.
@Suite(.timeLimit(.minutes(10))) struct FirstActivationTests {
    /// Activations made of simpler functions are one node, and count; arithmetic does not.
    @Test(
        arguments: [
            Activation(.hardSwish), Activation(.gelu), Activation(.hardSigmoid(alpha: 0.2, beta: 0.5)),
            Activation(.mish),
            Activation(.celu(alpha: 1)), Activation(.softsign), Activation(.swish(alpha: 1)), Unary(.elu(alpha: 1)),
            PRelu(), Clip(low: 0, high: 6), Unary(.exp), Rounding(.round),
        ] as [any Models.Operation])
    func activations(_ operation: any Models.Operation) throws {
        var network = ConvolutionNetwork()
        let x = network.builder.input([1, 3, 3])
        let raw = network.convolution(x, from: 1, to: 2, name: "first")
        let slope = operation is PRelu ? network.builder.constant(reals([], [0.1])) : nil
        let active = slope.map { network.builder.node(operation, raw, $0) } ?? network.builder.node(operation, raw)
        var model = try network.execution(active)
        var draw = Draw(3)
        model.forward(draw.unit([2, 9]))
        let counts = !(operation is Rounding) && (operation as? Unary)?.function != .exp
        #expect((model.featureMaps?.elements == model.output.elements) == counts, "\(operation.name)")
    }

    /// x·σ(x) and ½x·(1 + erf(x/√2)) as nodes of their own: the maps are what comes out at the end.
    @Test func activationsWrittenOut() throws {
        for isGelu in [false, true] {
            var network = ConvolutionNetwork()
            let x = network.builder.input([1, 3, 3])
            let raw = network.convolution(x, from: 1, to: 2, name: "first")
            var gate: Graph.ValueID
            if isGelu {
                let root = network.builder.constant(reals([], [Double(2).squareRoot()]))
                gate = network.builder.node(Unary(.erf), network.builder.node(Binary(.divide), raw, root))
                gate = network.builder.node(Binary(.add), gate, network.builder.constant(reals([], [1])))
            } else {
                gate = network.builder.node(Unary(.sigmoid), raw)
            }
            var y = network.builder.node(Binary(.multiply), raw, gate)
            if isGelu { y = network.builder.node(Binary(.multiply), y, network.builder.constant(reals([], [0.5]))) }
            var model = try network.execution(y)
            var draw = Draw(4)
            model.forward(draw.unit([2, 9]))
            #expect(model.featureMaps?.elements == model.output.elements)
        }
    }

    /// A gate of which something else reads is arithmetic.
    @Test func aGateWithAnotherReader() throws {
        var network = ConvolutionNetwork()
        let x = network.builder.input([1, 3, 3])
        let raw = network.convolution(x, from: 1, to: 2, name: "first")
        let gate = network.builder.node(Unary(.sigmoid), raw)
        let product = network.builder.node(Binary(.multiply), raw, gate)
        var model = try network.execution(network.builder.node(Concat(axis: 1), product, gate))
        var plain = try Execution<Double>(network.graph(upTo: raw), batch: 2, output: "raw")
        var draw = Draw(5)
        let z: Tensor<Double> = draw.unit([2, 9])
        model.forward(z)
        plain.forward(z)
        #expect(model.featureMaps?.elements == plain.output.elements)
    }
}
