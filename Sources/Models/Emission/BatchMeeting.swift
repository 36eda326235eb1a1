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

    /// What a channel's forward pass leaves for its reverse one: μ and 1/√(σ² + ε).
    struct Memory: Sendable {
        var mean = 0.0
        var inverse = 0.0
    }

    /// The count, mean and squared differences of values that come in parts (Chan et al. 1979).
    struct Moments {
        private(set) var count = 0.0
        private(set) var mean = 0.0
        private(set) var squares = 0.0

        mutating func add(_ mean: Double, _ squares: Double, count: Double) {
            let (difference, whole) = (mean - self.mean, self.count + count)
            self.mean += difference * count / whole
            self.squares += squares + difference * difference * self.count * count / whole
            self.count = whole
        }
    }

    /// The factor and the offset of y = a·x + b for one channel; brings its running statistics forward.
    @specialized(where Scalar == Float)
    func forward<Scalar: Real>(
        _ channel: Int, _ found: Moments, weights: [Scalar], statistics: inout [Scalar], _ memory: inout Memory
    ) -> (factor: Scalar, offset: Scalar) {
        memory.mean = found.mean
        memory.inverse = 1 / (found.squares / found.count + epsilon).squareRoot()
        let factor = Double(weights[Int(scale[channel])]) * memory.inverse
        update(&statistics, self.statistics + channel, found.mean)
        update(&statistics, self.statistics + channels + channel, found.squares / max(1, found.count - 1))
        return (Scalar(factor), Scalar(Double(weights[Int(bias[channel])]) - found.mean * factor))
    }

    private func update<Scalar: Real>(_ statistics: inout [Scalar], _ place: Int, _ value: Double) {
        statistics[place] = Scalar(momentum) * statistics[place] + Scalar((1 - momentum) * value)
    }

    /// x̄ = p·ȳ + q·x + r for one channel, where with the sums G of ȳ and S of ȳ·(x − μ) over n values, s = 1/√(σ² + ε)
    /// and a = scale·s: p = a, q = −a·s²·S/n, r = −a·G/n − q·μ. The gradients of scale and bias are s·S and G.
    @specialized(where Scalar == Float)
    func reverse<Scalar: Real>(
        _ channel: Int, sum: Double, along: Double, blocks: Int, weights: [Scalar], _ memory: Memory,
        gradients all: inout [Scalar]
    ) -> (p: Scalar, q: Scalar, r: Scalar) {
        let count = Double(length * Lanes.count * blocks)
        let factor = Double(weights[Int(scale[channel])]) * memory.inverse
        let slope = -factor * memory.inverse * memory.inverse * along / count
        all[gradients + channel] += Scalar(memory.inverse * along)
        all[gradients + channels + channel] += Scalar(sum)
        return (Scalar(factor), Scalar(slope), Scalar(-factor * sum / count - slope * memory.mean))
    }
}
