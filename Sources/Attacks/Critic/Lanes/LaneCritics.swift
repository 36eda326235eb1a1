// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Critics in span form that run their long products on sixteen samples at once. Their rows are the model's feature
/// maps, read directly from its lanes.
struct LaneCritics<Scalar: CriticScalar>: Critics {
    private let parameters: Parameters
    private var states: [SpanState<Scalar>]
    private var remembered: [SpanState<Scalar>]
    private var pairs: [MarginalPairs<Scalar>]
    private var estimates: [[Scalar]]
    private var matrices: [LaneMatrices<Scalar>]

    init(_ setting: AttackSetting<Scalar>, indices: [Int], at _: Tensor<Scalar>, model: Execution<Scalar>) {
        guard let maps = model.firstConvolution else { preconditionFailure("no feature maps") }
        let parameters = setting.parameters
        let shape = CriticShape(rows: maps.maps, hidden: parameters.hiddenUnits, rowLength: maps.length)
        let starts = indices.map {
            setting.randomness.criticStart(sample: $0, hidden: shape.hidden, rowLength: shape.rowLength)
        }
        self.parameters = parameters
        states = starts.map {
            SpanState(bias: $0.bias, output: $0.output, shape: shape, optimiser: Optimiser(parameters))
        }
        remembered = []
        pairs = indices.map {
            MarginalPairs(sample: $0, count: shape.rows, parameters: parameters, randomness: setting.randomness)
        }
        estimates = indices.map { _ in Array(repeating: 0, count: parameters.innerSteps) }
        matrices = (0..<(indices.count + Lanes.count - 1) / Lanes.count).map { block in
            LaneMatrices(shape, keepsMoments: parameters.criticStart == .warm, block: block)
        }
        for block in matrices.indices { matrices[block].start(starts, &states, model: model) }
    }

    mutating func observe(_: Tensor<Scalar>, model: Execution<Scalar>) {
        for block in matrices.indices { matrices[block].observe(&states, model: model) }
    }

    mutating func pretrain(_ active: [Bool]) {
        for sample in active.indices where active[sample] {
            for step in 0..<parameters.pretrainingSteps {
                _ = states[sample].ascend(permutation: pairs[sample].drawn(.pretrainingPermutation, step))
            }
        }
        guard parameters.criticStart == .putBack else { return }
        for block in matrices.indices { matrices[block].applyPending(&states) }
        remembered = states
    }

    mutating func train(_ sample: Int, iteration t: Int) {
        if !remembered.isEmpty { states[sample].restore(remembered[sample]) }
        for step in 0..<parameters.innerSteps {
            let occasion = (t - 1) * parameters.innerSteps + step
            estimates[sample][step] = states[sample].ascend(
                permutation: pairs[sample].drawn(.trainingPermutation, occasion))
        }
    }

    mutating func estimate(_ sample: Int, iteration t: Int) -> Scalar {
        states[sample].estimate(permutation: pairs[sample].drawn(.evaluationPermutation, t - 1))
    }

    func trainingEstimates(_ sample: Int) -> [Scalar] { estimates[sample] }

    mutating func differentiate(
        _ t: Int, active: [Bool], values: inout [Scalar], into gradient: inout Tensor<Scalar>,
        model: inout Execution<Scalar>
    ) {
        for sample in active.indices where active[sample] {
            values[sample] = states[sample].estimate(permutation: pairs[sample].drawn(.gradientPermutation, t - 1))
        }
        for block in matrices.indices {
            matrices[block].differentiate(&states, active: active, into: &gradient, model: &model)
        }
    }
}
