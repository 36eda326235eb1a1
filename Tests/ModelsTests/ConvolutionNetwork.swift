// SPDX-License-Identifier: Apache-2.0
import Tensors

@testable import Models

/// Small networks around a convolution, built layer by layer.
struct ConvolutionNetwork {
    var builder = GraphBuilder()
    var draw = Draw(8)

    mutating func convolution(_ x: Graph.ValueID, from: Int, to: Int, name: String) -> Graph.ValueID {
        let weights = builder.constant(draw.real(to, from, 3, 3))
        return builder.node(Conv(padding: .explicit([1, 1, 1, 1])), x, weights, name: name)
    }

    mutating func normalization(_ x: Graph.ValueID, maps: Int) -> Graph.ValueID {
        let ones = builder.constant(reals([maps], Array(repeating: 1, count: maps)))
        let twos = builder.constant(reals([maps], Array(repeating: 2, count: maps)))
        return builder.node(BatchNormalization(epsilon: 0), x, twos, ones, ones, ones)
    }

    /// The graph with the value `raw` as an output of that name.
    mutating func graph(upTo raw: Graph.ValueID) -> Graph {
        builder.output(raw, name: "raw")
        return builder.graph
    }

    mutating func execution(_ output: Graph.ValueID, convolution: Int = 1) throws -> Execution<Double> {
        builder.output(output)
        return try Execution(builder.graph, batch: 2, output: "y", convolution: convolution)
    }
}
