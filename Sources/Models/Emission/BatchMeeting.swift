// SPDX-License-Identifier: Apache-2.0
import Tensors

/// What is computed from the statistics of all blocks of a batch, in the order of the blocks and in double precision.
struct BatchMeeting: Sendable {
    let channels: Int
    /// Values of a channel in one sample.
    let length: Int
    let epsilon: Double
    let momentum: Double
    let scale: [Int32]
    let bias: [Int32]
    let statistics: Int
    let isReverse: Bool
    /// Where a block's statistics are: two lanes a channel.
    var address: Int
    /// Where the program's numbers for what follows are, and those of the forward pass: factors, offsets, means.
    let numbers: Int
    let forwardNumbers: Int
    /// Where the gradients of scale and bias are.
    let gradients: Int

    /// Deviations of the last forward pass, which the reverse one needs.
    struct Memory: Sendable {
        var mean: [Double] = []
        /// 1/√(σ² + ε)
        var inverse: [Double] = []
    }

    /// What each block found for a channel.
    typealias Found = (Int) -> [(Double, Double)]

    /// Combines the blocks' means and squared differences (Chan et al. 1979); returns the numbers of y = a·x + b, and
    /// the means.
    func forward<Scalar: Real>(
        _ found: Found, weights: [Scalar], statistics: inout [Scalar], _ memory: inout Memory
    ) -> [Scalar] {
        memory = Memory()
        var (factors, offsets) = ([Scalar](), [Scalar]())
        for channel in 0..<channels {
            let each = Double(length * Lanes.count)
            var (count, mean, squares) = (0.0, 0.0, 0.0)
            for (part, rest) in found(channel) {
                let (difference, whole) = (part - mean, count + each)
                mean += difference * each / whole
                squares += rest + difference * difference * count * each / whole
                count = whole
            }
            let inverse = 1 / (squares / count + epsilon).squareRoot()
            let factor = Double(weights[Int(scale[channel])]) * inverse
            memory.mean.append(mean)
            memory.inverse.append(inverse)
            factors.append(Scalar(factor))
            offsets.append(Scalar(Double(weights[Int(bias[channel])]) - mean * factor))
            update(&statistics, self.statistics + channel, mean)
            update(&statistics, self.statistics + channels + channel, squares / max(1, count - 1))
        }
        return factors + offsets + memory.mean.map { Scalar($0) }
    }

    private func update<Scalar: Real>(_ statistics: inout [Scalar], _ place: Int, _ value: Double) {
        statistics[place] = Scalar(momentum) * statistics[place] + Scalar((1 - momentum) * value)
    }

    /// x̄ = p·ȳ + q·x + r, where with the sums G of ȳ and S of ȳ·(x − μ) over n values, s = 1/√(σ² + ε) and a =
    /// scale·s: p = a, q = −a·s²·S/n, r = −a·G/n − q·μ. The gradients of scale and bias are s·S and G.
    func reverse<Scalar: Real>(
        _ found: Found, blocks: Int, weights: [Scalar], _ memory: Memory, gradients all: inout [Scalar]
    ) -> [Scalar] {
        var (p, q, r) = ([Scalar](), [Scalar](), [Scalar]())
        let count = Double(length * Lanes.count * blocks)
        for channel in 0..<channels {
            var (sum, along) = (0.0, 0.0)
            for (one, other) in found(channel) { (sum, along) = (sum + one, along + other) }
            let (mean, inverse) = (memory.mean[channel], memory.inverse[channel])
            let factor = Double(weights[Int(scale[channel])]) * inverse
            let slope = -factor * inverse * inverse * along / count
            p.append(Scalar(factor))
            q.append(Scalar(slope))
            r.append(Scalar(-factor * sum / count - slope * mean))
            all[gradients + channel] += Scalar(inverse * along)
            all[gradients + channels + channel] += Scalar(sum)
        }
        return p + q + r
    }
}
