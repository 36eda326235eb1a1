// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Computes the K rows of length d' that per-sample MINE compares, for a whole batch, and propagates cotangents back.
struct RowSampler<Scalar: CriticScalar>: Sendable {
    /// The source of the rows.
    enum Source: Sendable {
        /// No rows at all.
        case nothing
        case featureMaps
        case matrices(RandomMatrices<Scalar>)
    }

    let source: Source
    /// K
    let count: Int
    /// d'
    let length: Int
    private let isStandardised: Bool
    /// The rows at the last ``observe(_:model:)``, [batch, K, d'].
    private(set) var rows: [Scalar]
    private var deviations: [Scalar]

    init(_ parameters: Parameters, matrices: RandomMatrices<Scalar>, batch: Int) {
        self.init(
            .matrices(matrices), count: matrices.count, length: matrices.rowLength,
            standardised: parameters.standardised, batch: batch)
    }

    init(_ parameters: Parameters, featureMaps: Execution<Scalar>.FirstConvolution, batch: Int) {
        self.init(
            .featureMaps, count: featureMaps.maps, length: featureMaps.length, standardised: parameters.standardised,
            batch: batch)
    }

    /// A sampler without rows.
    init() {
        self.init(.nothing, count: 0, length: 0, standardised: false, batch: 0)
    }

    private init(_ source: Source, count: Int, length: Int, standardised: Bool, batch: Int) {
        self.source = source
        self.count = count
        self.length = length
        isStandardised = standardised
        rows = Array(repeating: 0, count: batch * count * length)
        deviations = Array(repeating: 0, count: batch * count)
    }

    /// Takes the rows at z, the input of the model's last forward pass.
    mutating func observe(_ z: Tensor<Scalar>, model: Execution<Scalar>) {
        switch source {
        case .nothing: return
        case .featureMaps: rows = model.featureMaps?.elements ?? rows
        case .matrices(let matrices): matrices.project(z, into: &rows)
        }
        if isStandardised { Standardisation.forward(&rows, length: length, deviations: &deviations) }
    }

    /// The gradient in z, [batch, d], for the cotangents of the rows, [batch, K, d'], at the z last observed.
    func pullBack(_ cotangents: inout [Scalar], model: inout Execution<Scalar>) -> Tensor<Scalar> {
        if isStandardised {
            Standardisation.adjoint(&cotangents, rows: rows, length: length, deviations: deviations)
        }
        switch source {
        case .nothing:
            return Tensor(zeros: [model.batch, model.sampleCount])
        case .featureMaps:
            return model.inputGradient(
                output: nil, featureMaps: Tensor(shape: [model.batch, count, length], elements: cotangents))
        case .matrices(let matrices):
            return matrices.pullBack(cotangents, batch: model.batch)
        }
    }

    /// The index of a sample's first row element.
    func offset(_ sample: Int) -> Int { sample * count * length }
}
