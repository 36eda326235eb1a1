// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

/// Forward and reverse sweep of some samples for learning, node by node: the plain form, which allocates, and which the
/// form in lanes is tested against.
public struct NodePass<Scalar: Real>: Sendable {
    /// Samples of a pass.
    public let rows: Int
    private var bound: BoundGraph<Scalar>
    private let weights: [LearnedWeight]
    private let statistics: [RunningStatistics]
    private let targets: Set<Graph.ValueID>
    /// The places of the nodes that compute new running statistics, in the order of `statistics`.
    private let normalizations: [Int]

    /// - Parameter evaluates: whether BatchNormalizations take the running statistics, as in inference.
    /// - Throws: ``Base/Failure`` (refused) if the graph does not run with so many samples.
    public init(_ trainable: TrainableGraph, rows: Int, evaluates: Bool = false) throws {
        self.rows = rows
        weights = trainable.weights
        statistics = trainable.statistics
        targets = Set(weights.map(\.value))
        bound = try BoundGraph(
            evaluates ? trainable.graph : trainable.learning, batch: rows, request: trainable.request)
        normalizations = bound.schedule.indices.filter { [bound] in
            bound.schedule[$0].operation is TrainingNormalization
        }
    }

    /// Φ of each sample at the last forward pass, [rows, outputCount].
    public var output: [Scalar] { bound.output }
    /// The code of each sample, [rows, codeCount].
    public var code: [Scalar] { bound.featureMaps }

    /// Takes weights and running statistics from the flat arrays.
    public mutating func load(weights: [Scalar], statistics: [Scalar]) {
        for weight in self.weights {
            bound.values[weight.value] = .real(Tensor(shape: weight.shape, elements: Array(weights[weight.range])))
        }
        for part in self.statistics {
            let shape = [part.channels]
            bound.values[part.mean] = .real(Tensor(shape: shape, elements: Array(statistics[part.means])))
            bound.values[part.variance] = .real(Tensor(shape: shape, elements: Array(statistics[part.variances])))
        }
    }

    /// - Parameter x: [rows, inputCount].
    /// - Throws: ``Base/Failure`` with the name of the node that failed.
    public mutating func forward(_ x: [Scalar]) throws { try bound.forward(x) }

    /// Adds the gradients of all weights at the last forward pass for the cotangents of output and code.
    public func addGradients(output: [Scalar], code: [Scalar]?, to gradient: inout [Scalar]) {
        let found = bound.gradients(output: output, featureMaps: code, targets: targets)
        for weight in weights {
            guard let part = found[weight.value]?.elements else { continue }
            for (index, place) in weight.range.enumerated() { gradient[place] += part[index] }
        }
    }

    /// The running statistics after the last forward pass.
    public func readStatistics(into statistics: inout [Scalar]) {
        for (part, index) in zip(self.statistics, normalizations) {
            let outputs = bound.schedule[index].outputs
            guard let mean = bound.values[outputs[1]]?.real, let variance = bound.values[outputs[2]]?.real else {
                continue
            }
            statistics.replaceSubrange(part.means, with: mean.elements)
            statistics.replaceSubrange(part.variances, with: variance.elements)
        }
    }
}
