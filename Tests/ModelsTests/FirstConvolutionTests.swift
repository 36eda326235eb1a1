// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

@testable import Models

/// Which convolution gives the rows of per-sample MINE, and where its maps are taken.
@Suite(.timeLimit(.minutes(10))) struct FirstConvolutionTests {
    /// NHWC → NCHW, minus a mean, divided by a deviation a channel, normalized, padded: then the convolution.
    @Test func throughPreprocessing() throws {
        var network = ConvolutionNetwork()
        let x = network.builder.input([5, 6, 3])
        let planes = network.builder.node(Transpose(permutation: [0, 3, 1, 2]), x)
        let mean = network.builder.constant(reals([1, 3, 1, 1], [0.1, 0.2, 0.3]))
        let centred = network.builder.node(Binary(.subtract), planes, mean)
        let deviation = network.builder.constant(reals([3, 1, 1], [1, 2, 4]))
        let scaled = network.builder.node(Binary(.divide), centred, deviation)
        let normalized = network.normalization(scaled, maps: 3)
        let padded = network.builder.node(Pad(pads: [0, 0, 1, 1, 0, 0, 1, 1]), normalized)
        let maps = network.convolution(padded, from: 3, to: 8, name: "stem")
        let model = try network.execution(maps)
        #expect(model.firstConvolution == .init(maps: 8, length: 7 * 8, node: "stem"))
    }

    /// The maps are those after the normalization and the activation that follow directly.
    @Test func mapsAreTakenAfterTheActivation() throws {
        var network = ConvolutionNetwork()
        let x = network.builder.input([1, 4, 4])
        let raw = network.convolution(x, from: 1, to: 9, name: "first")
        let active = network.builder.node(Unary(.relu), network.normalization(raw, maps: 9))
        network.builder.output(raw, name: "raw")
        let last = network.convolution(active, from: 9, to: 1, name: "last")
        var model = try network.execution(last)
        var draw = Draw(1)
        model.forward(draw.unit([2, 16]))
        let maps = try #require(model.featureMaps)
        var plain = try Execution<Double>(network.builder.graph, batch: 2, output: "raw")
        draw = Draw(1)
        plain.forward(draw.unit([2, 16]))
        #expect(model.firstConvolution == .init(maps: 9, length: 16, node: "first") && maps.shape == [2, 9, 16])
        /// (v − 1)/√1·2 + 1, then relu.
        #expect(isClose(maps.elements, plain.output.elements.map { max(0, 2 * ($0 - 1) + 1) }))
        #expect(plain.featureMaps?.elements == plain.output.elements)
    }

    /// A convolution whose result goes two ways has no activation of its own.
    @Test func severalConsumers() throws {
        var network = ConvolutionNetwork()
        let x = network.builder.input([1, 3, 3])
        let raw = network.convolution(x, from: 1, to: 2, name: "first")
        let sum = network.builder.node(Binary(.add), network.builder.node(Unary(.sigmoid), raw), raw)
        var model = try network.execution(sum)
        var draw = Draw(2)
        model.forward(draw.unit([2, 9]))
        let maps = try #require(model.featureMaps).elements
        #expect(isClose(model.output.elements, maps.map { $0 + 1 / (1 + Double.exp(-$0)) }))
    }

    @Test func theSecondConvolution() throws {
        var network = ConvolutionNetwork()
        let x = network.builder.input([1, 4, 4])
        let first = network.builder.node(Unary(.relu), network.convolution(x, from: 1, to: 4, name: "first"))
        let pooled = network.builder.node(MaxPool(kernel: [2, 2], strides: [2, 2]), first)
        let second = network.builder.node(Unary(.tanh), network.convolution(pooled, from: 4, to: 12, name: "second"))
        let model = try network.execution(second, convolution: 2)
        #expect(model.firstConvolution == .init(maps: 12, length: 4, node: "second"))
        #expect(try Execution<Float>(network.builder.graph, batch: 1).firstConvolution?.maps == 4)
        #expect(try Execution<Float>(network.builder.graph, batch: 1, convolution: 3).firstConvolution == nil)
    }

    /// A model that starts with anything else has none: a dense layer, or an activation before the convolution.
    @Test func none() throws {
        var dense = ConvolutionNetwork()
        let x = dense.builder.input([1, 3, 3])
        let flat = dense.builder.node(Flatten(), x)
        let hidden = dense.builder.node(MatMul(), flat, dense.builder.constant(dense.draw.real(9, 9)))
        let image = dense.builder.node(Reshape(), hidden, dense.builder.constant(integers(0, 1, 3, 3)))
        let late = try dense.execution(dense.convolution(image, from: 1, to: 8, name: "late"))
        #expect(late.firstConvolution == nil && late.featureMaps == nil)
        var activated = ConvolutionNetwork()
        let start = activated.builder.node(Unary(.relu), activated.builder.input([1, 3, 3]))
        #expect(
            try activated.execution(activated.convolution(start, from: 1, to: 8, name: "late")).firstConvolution == nil)
    }

    /// A difference to another part of the input, or a factor an element, is more than per-channel arithmetic.
    @Test func notPerChannel() throws {
        var network = ConvolutionNetwork()
        let x = network.builder.input([1, 3, 3])
        let factors = network.builder.constant(reals([3, 3], Array(repeating: 2, count: 9)))
        let scaled = network.builder.node(Binary(.multiply), x, factors)
        #expect(try network.execution(network.convolution(scaled, from: 1, to: 8, name: "c")).firstConvolution == nil)
    }
}
