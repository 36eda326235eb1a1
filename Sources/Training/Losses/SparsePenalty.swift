// SPDX-License-Identifier: Apache-2.0
import Tensors

/// β·Σⱼ KL(ρ ‖ r_j) + λ·mean over samples of Σⱼ |c_j|, where r_j is the mean of the code's element j over the batch.
public struct SparsePenalty: Hashable, Sendable {
    /// ρ, the mean that an element should have.
    public var density: Double
    /// β and λ.
    public var divergence: Double
    public var absolute: Double

    public init(density: Double = 0.1, divergence: Double = 3, absolute: Double = 0.01) {
        self.density = density
        self.divergence = divergence
        self.absolute = absolute
    }

    /// The penalty of a batch's codes, [batch, count], and its gradient. A mean outside of (0, 1), which a divergence
    /// has no value for, counts as the nearest one inside.
    public func value<T: Real>(_ code: [T], batch: Int, count: Int, gradient: inout [T]) -> Double {
        let (p, margin) = (T(density), T(1e-6))
        var penalty: Double = 0
        for element in 0..<count {
            var (sum, size) = (T(0), T(0))
            for row in 0..<batch {
                sum += code[row * count + element]
                size += abs(code[row * count + element])
            }
            let mean = min(max(sum / T(batch), margin), 1 - margin)
            penalty += divergence * Double(p * T.log(p / mean) + (1 - p) * T.log((1 - p) / (1 - mean)))
            penalty += absolute * Double(size / T(batch))
            let slope = T(divergence) * ((1 - p) / (1 - mean) - p / mean)
            for row in 0..<batch {
                let c = code[row * count + element]
                let sign: T = c > 0 ? 1 : c < 0 ? -1 : 0
                gradient[row * count + element] = (slope + T(absolute) * sign) / T(batch)
            }
        }
        return penalty
    }
}
