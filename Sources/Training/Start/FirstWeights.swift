// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

extension TrainableGraph {
    /// Weights to begin with, and running statistics of mean 0 and variance 1. A kernel's are uniform in ±√(6/fan in)
    /// before a rectifier (He et al. 2015), else in ±√(6/(fan in + fan out)) (Glorot and Bengio 2010); what is added
    /// begins at 0, factors at 1, slopes at ¼.
    ///
    /// They are a function of the seed and of a tensor's number alone.
    public func fresh<Scalar: Real>(seed: UInt64, as _: Scalar.Type = Scalar.self) -> (
        weights: [Scalar], statistics: [Scalar]
    ) {
        var values = [Scalar](repeating: 0, count: weightCount)
        for (number, weight) in weights.enumerated() {
            switch weight.role {
            case .kernel(let fanIn, let fanOut):
                let fan = weight.isRectified ? fanIn : fanIn + fanOut
                var stream = RandomStream(seed: seed, sample: UInt64(number), purpose: .firstWeights)
                values.replaceSubrange(
                    weight.range,
                    with: stream.uniforms(weight.range.count, radius: (6 / Double(max(1, fan))).squareRoot()))
            case .offset: break
            case .factor: for index in weight.range { values[index] = 1 }
            case .slope: for index in weight.range { values[index] = 0.25 }
            }
        }
        let statistics = self.statistics.flatMap { part in
            Array(repeating: Scalar(0), count: part.channels) + Array(repeating: Scalar(1), count: part.channels)
        }
        return (values, statistics)
    }
}
