// SPDX-License-Identifier: Apache-2.0
import Attacks
import Models

/// The textbook count of an attack's operations: two per multiply-add.
struct Arithmetic {
    /// The model's operations: forward and reverse sweep in every iteration, and the rows' gradient through the first
    /// convolution.
    let model: Double
    /// The operations of the critics in span form.
    let critic: Double

    init(_ execution: Execution<Float>, _ parameters: Parameters) {
        let iterations = Double(parameters.iterations)
        let counts = execution.arithmetic
        let (whole, first) = (Double(counts.multiplications), Double(counts.firstMultiplications))
        let isRandom = parameters.sampling == .random
        let K = Double(isRandom ? parameters.rowCount : execution.firstConvolution?.maps ?? 0)
        let d = Double(isRandom ? parameters.rowLength : execution.firstConvolution?.length ?? 0)
        let H = Double(parameters.hiddenUnits)
        let projection = isRandom ? 4 * K * d * Double(execution.sampleCount) : 2 * first
        model = iterations * (4 * whole + projection)
        let pairs = parameters.marginal == .allPairs ? K * K : 2 * K
        let step = pairs * H * 8 + 4 * K * K * H
        let steps = Double(parameters.pretrainingSteps) + iterations * Double(parameters.innerSteps)
        critic = steps * step + iterations * (2 * K * K * d + 6 * K * H * d)
    }

    /// Billions of operations per sample.
    var gigaflops: Double { (model + critic) * 1e-9 }
}
