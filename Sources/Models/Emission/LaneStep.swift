// SPDX-License-Identifier: Apache-2.0
import Tensors

/// One operator of a graph, or several fused ones, in lanes: it writes the calls of its forward pass and of its
/// gradient into a program. Nothing of it is left when the program runs.
protocol LaneStep<Scalar> {
    associatedtype Scalar: Real

    /// The values that the step computes.
    var results: [Graph.ValueID] { get }
    /// Whether the gradient reads the results, so that nothing may overwrite them.
    var keepsResults: Bool { get }

    func forward(_ emitter: inout LaneEmitter<Scalar>)
    /// Adds the results' cotangents, as far as there are any, to those of what the step reads.
    func adjoint(_ emitter: inout LaneEmitter<Scalar>)
}

extension LaneStep {
    var keepsResults: Bool { false }
}
