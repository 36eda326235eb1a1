// SPDX-License-Identifier: Apache-2.0
import Attacks

/// A rough estimate of a job's cost, good enough to order a queue and to check the free disk space.
struct Estimate {
    let seconds: Double
    let bytes: Int

    /// Operations per second of the critic's kernels on one thread (measured on an AVX-512 core).
    private static let criticSpeed = 6e10
    /// The cost of a forward pass and one or two reverse sweeps, in forward passes (measured).
    private static let passesPerIteration = 3.0
    /// Bytes of a sample's row, curves and file overheads.
    private static let detailBytes = 2000

    /// - Parameters:
    ///   - settings: their method determines what is computed besides the model.
    ///   - samples: number of results to compute.
    ///   - chunkSize: number of samples in one forward pass.
    ///   - secondsPerPass: seconds of one forward pass.
    ///   - inputBytes: size of the dataset's files.
    init(
        settings: JobSettings, parameters: Parameters, convolution: JobPlan.Convolution?, samples: Int, chunkSize: Int,
        elementCount: Int,
        secondsPerPass: Double, inputBytes: Int
    ) {
        let iterations = settings.iterations(parameters)
        let chunks = Double((samples + chunkSize - 1) / chunkSize)
        let isRandom = parameters.sampling == .random
        let rows = Double(isRandom ? parameters.rowCount : convolution?.maps ?? 0)
        let length = Double(isRandom ? parameters.rowLength : convolution?.length ?? 0)
        let pairs = parameters.marginal == .allPairs ? rows * rows : 2 * rows
        let hidden = Double(parameters.hiddenUnits)
        let steps = Double(parameters.pretrainingSteps) + iterations * Double(parameters.innerSteps)
        let critic =
            settings.method.trainsCritics ? steps * (pairs * hidden * 8 + rows * min(rows, length) * hidden * 8) : 0
        let projection =
            isRandom && settings.method.takesRows ? iterations * 4 * rows * length * Double(elementCount) : 0
        seconds =
            chunks * iterations * Self.passesPerIteration * secondsPerPass
            + Double(samples) * (critic + projection) / Self.criticSpeed
        // Chunk files and result. Perturbed images compress less than their sources.
        let encoded = min(inputBytes * 2 + samples * 512, samples * elementCount * 2 + inputBytes + samples * 512)
        bytes = 2 * encoded + samples * Self.detailBytes
    }
}

extension JobSettings {
    /// The number of passes through the model with its gradient, for one result of a sample.
    fileprivate func iterations(_ parameters: Parameters) -> Double {
        let views = objective == .contrastive ? 9.0 : 1
        if method.transformation != nil { return views }
        let steps = method == .penalty ? options?.searchSteps ?? JobPlan.searchSteps : 1
        return views * Double(steps * parameters.iterations)
    }
}
