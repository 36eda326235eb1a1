// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The contrastive criterion (paper 4.6) of an embedding model g: f(z) = ℓ_x(z) − ℓ_x(x) + κ, or in percent of ℓ_x(x),
/// where ℓ_x is the NT-Xent loss of R pairs of views against the reference. The views of a sample are drawn once: x,
/// every z and the stored values share them.
public struct Contrastive<Scalar: Real>: Criterion {
    /// τ
    static var temperature: Double { 0.5 }
    /// R
    static var pairs: Int { 2 }

    private let reference: ContrastiveReference<Scalar>
    private let indices: [Int]
    /// The 2R views of each sample, in the order a1, b1, a2, b2.
    private let views: [[View]]
    private let clean: [Double]
    private var losses: [ContrastiveLoss] = []
    private var z: Tensor<Scalar>
    private let unit: LossUnit
    private let kappa: Double

    /// Evaluates the model at `x`, [batch, d].
    ///
    /// - Parameters:
    ///   - indices: the samples' indices in the dataset.
    ///   - fresh: whether to draw other views than those of the attack.
    public init(
        _ x: Tensor<Scalar>, indices: [Int], reference: ContrastiveReference<Scalar>, fresh: Bool,
        parameters: Parameters, model: inout Execution<Scalar>
    ) {
        self.reference = reference
        self.indices = indices
        z = x
        unit = parameters.lossUnit
        kappa = parameters.kappa
        let first = fresh ? 2 * Self.pairs : 0
        views = indices.map { index in
            (first..<first + 2 * Self.pairs).map { occasion in
                var stream = RandomStream(
                    seed: reference.seed, sample: UInt64(index), purpose: .view, occasion: UInt32(occasion))
                return View(from: &stream, reference.geometry)
            }
        }
        losses = Self.losses(x, views, indices, reference, &model)
        clean = losses.map(\.value)
        model.forward(x)
    }

    public var minimisesInformation: Bool { true }

    public mutating func evaluate(
        _ z: Tensor<Scalar>, model: inout Execution<Scalar>, into values: inout [Double]
    ) {
        self.z = z
        losses = Self.losses(z, views, indices, reference, &model)
        model.forward(z)
        for sample in losses.indices {
            values[sample] =
                switch unit {
                case .sumOfSquares: losses[sample].value - clean[sample] + kappa
                case .percentOfClean: 100 * (losses[sample].value / clean[sample] - 1) + kappa
                }
        }
    }

    /// One forward and one reverse pass per view, through its clipping and its adjoint; the last pass is at z again.
    public mutating func gradient(
        _ wanted: [Bool], model: inout Execution<Scalar>, into gradient: inout Tensor<Scalar>
    ) {
        gradient = Tensor(zeros: z.shape)
        let P = model.outputCount
        for number in 0..<2 * Self.pairs {
            let seen = Self.seen(z, views, number)
            model.forward(seen.map { min(max($0, 0), 1) })
            var cotangent = Tensor<Scalar>(zeros: [model.batch, P])
            for sample in indices.indices where wanted[sample] {
                let scale = unit == .percentOfClean ? 100 / clean[sample] : 1
                for k in 0..<P {
                    cotangent.elements[sample * P + k] = Scalar(scale * losses[sample].gradient[number * P + k])
                }
            }
            var slopes = model.inputGradient(output: cotangent)
            for index in slopes.elements.indices where seen.elements[index] < 0 || seen.elements[index] > 1 {
                slopes.elements[index] = 0
            }
            for sample in indices.indices where wanted[sample] {
                views[sample][number].pullBack(
                    slopes.elements, offset: sample * z.shape[1], addingTo: &gradient.elements)
            }
        }
        model.forward(z)
    }

    public func lossBefore(_ sample: Int) -> Double { clean[sample] }
    public func loss(_ sample: Int) -> Double { losses[sample].value }

    private static func losses(
        _ z: Tensor<Scalar>, _ views: [[View]], _ indices: [Int], _ reference: ContrastiveReference<Scalar>,
        _ model: inout Execution<Scalar>
    ) -> [ContrastiveLoss] {
        let P = model.outputCount
        var embeddings = indices.map { _ in [Double]() }
        for number in 0..<2 * pairs {
            model.forward(seen(z, views, number).map { min(max($0, 0), 1) })
            let output = model.output.elements.map { Double($0) }
            for sample in indices.indices { embeddings[sample] += output[sample * P..<(sample + 1) * P] }
        }
        return indices.enumerated().map { sample, index in
            ContrastiveLoss(
                views: embeddings[sample], width: P, reference: reference.embeddings,
                excluded: reference.rows(of: index), temperature: temperature)
        }
    }

    /// View `number` of every sample before clipping, [batch, d].
    private static func seen(_ z: Tensor<Scalar>, _ views: [[View]], _ number: Int) -> Tensor<Scalar> {
        var seen = Tensor<Scalar>(zeros: z.shape)
        let d = z.shape[1]
        for sample in views.indices {
            views[sample][number].apply(
                z.elements[sample * d..<(sample + 1) * d], into: &seen.elements, offset: sample * d)
        }
        return seen
    }
}
