// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The unsupervised criterion f(z) = ‖x − Φ(z)‖² − ‖x − Φ(x)‖² + κ, a sum over elements in the model's own range, or in
/// percent of the clean loss, 100(‖x − Φ(z)‖² / max(‖x − Φ(x)‖², 10⁻⁸d) − 1) + κ.
public struct Reconstruction<Scalar: Real>: Criterion {
    private let target: [Scalar]
    private let clean: [Double]
    private var losses: [Double]
    private var slopes: [Scalar]
    private let unit: LossUnit
    private let kappa: Double
    /// d
    private let count: Int

    /// Evaluates the model at `x`, [batch, d]. Traps unless the model has as many outputs as inputs.
    public init(_ x: Tensor<Scalar>, samples: Int, parameters: Parameters, model: inout Execution<Scalar>) {
        precondition(
            model.outputCount == model.sampleCount,
            "a model of \(model.outputCount) outputs does not reconstruct \(model.sampleCount) inputs")
        model.forward(x)
        count = model.outputCount
        target = model.modelInput.elements
        unit = parameters.lossUnit
        kappa = parameters.kappa
        slopes = Array(repeating: 0, count: model.output.count)
        var losses = [Double](repeating: 0, count: samples)
        Self.losses(target, model.output.elements, count: count, into: &losses)
        self.losses = losses
        clean = losses
    }

    public var minimisesInformation: Bool { true }

    public mutating func evaluate(
        _ z: Tensor<Scalar>, model: inout Execution<Scalar>, into values: inout [Double]
    ) {
        model.forward(z)
        Self.losses(target, model.output.elements, count: count, into: &losses)
        for sample in losses.indices {
            values[sample] =
                switch unit {
                case .sumOfSquares: losses[sample] - clean[sample] + kappa
                case .percentOfClean: 100 * (losses[sample] / denominator(sample) - 1) + kappa
                }
        }
    }

    public mutating func gradient(
        _ wanted: [Bool], model: inout Execution<Scalar>, into gradient: inout Tensor<Scalar>
    ) {
        measureSlopes(wanted, model.output.elements)
        model.pullBack(output: slopes, into: &gradient)
    }

    /// The cotangent ∂f/∂Φ.
    @specialized(where Scalar == Float)
    private mutating func measureSlopes(_ wanted: [Bool], _ output: [Scalar]) {
        for sample in losses.indices {
            let slope = wanted[sample] ? Scalar(unit == .percentOfClean ? 200 / denominator(sample) : 2) : 0
            for index in sample * count..<(sample + 1) * count {
                slopes[index] = slope == 0 ? 0 : slope * (output[index] - target[index])
            }
        }
    }

    public func lossBefore(_ sample: Int) -> Double { clean[sample] }
    public func loss(_ sample: Int) -> Double { losses[sample] }

    private func denominator(_ sample: Int) -> Double {
        max(clean[sample], 1e-8 * Double(count))
    }

    /// Sums squares in double precision, because f is a small difference of large numbers.
    @specialized(where Scalar == Float)
    private static func losses(_ target: [Scalar], _ output: [Scalar], count: Int, into losses: inout [Double]) {
        for sample in losses.indices {
            var sum = 0.0
            for index in sample * count..<(sample + 1) * count {
                let difference = Double(target[index]) - Double(output[index])
                sum += difference * difference
            }
            losses[sample] = sum
        }
    }
}
