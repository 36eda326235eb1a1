// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors
import Testing

@testable import Models

/// What comes from the model's own input: a setting is refused, since it has no gradient; a weight has one.
@Suite(.timeLimit(.minutes(10))) struct VaryingSettingTests {
    @Test func aResizingByItself() throws {
        var builder = GraphBuilder()
        let x = builder.input([2])
        let size = builder.node(Unary(.affine(scale: 0, offset: 2)), x)
        builder.output(builder.node(Resize(), x, nil, size, name: "self"))
        let failure = try #require(throws: Failure.self) { try Execution<Float>(builder.graph, batch: 1) }
        #expect(failure.code == "varying-setting" && failure.node == "self" && failure.message.contains("input 2"))
    }

    /// y = x ∗ tanh x for one sample of one pixel is x·tanh x.
    @Test func aConvolutionWithItself() throws {
        var builder = GraphBuilder()
        let x = builder.input([1, 1, 1])
        builder.output(builder.node(Conv(), x, builder.node(Unary(.tanh), x)))
        var model = try Execution<Double>(builder.graph, batch: 1)
        model.forward(Tensor(shape: [1, 1], elements: [0.4]))
        let gradient = model.inputGradient(output: Tensor(shape: [1, 1], elements: [1])).elements[0]
        let value = Double.tanh(0.4)
        #expect(abs(gradient - (value + 0.4 * (1 - value * value))) < 1e-15)
    }

    /// A factor that depends on the input is no parameter of a product, nor are shapes computed from the input.
    @Test func whatIsFine() throws {
        var builder = GraphBuilder()
        let x = builder.input([2])
        let product = builder.node(Binary(.multiply), x, builder.node(Unary(.tanh), x))
        let size = builder.node(Cast(to: .real), builder.node(Shape(start: 1), x))
        builder.output(builder.node(Clip(), product, nil, size))
        #expect(throws: Never.self) { try Execution<Float>(builder.graph, batch: 1) }
    }
}
