// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors
import Testing

@testable import Models

/// Weights that come from the model's own input: their share of the gradient is not computed, so they are refused.
struct VaryingParameterTests {
    @Test func aConvolutionWithItself() throws {
        var builder = GraphBuilder()
        let x = builder.input([1, 3, 3])
        builder.output(builder.node(Conv(), x, builder.node(Unary(.tanh), x), name: "self"))
        let failure = try #require(throws: Failure.self) { try Execution<Float>(builder.graph, batch: 1) }
        #expect(failure.code == "varying-parameter" && failure.node == "self" && failure.message.contains("input 1"))
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
