// SPDX-License-Identifier: Apache-2.0
/// How an optimiser changes a weight w, given its gradient g and up to two averages m and v.
public enum UpdateRule: Hashable, Sendable {
    /// w ← w − r·g
    case plain
    /// m ← β₁m + g, then w ← w − r·m, or with Nesterov's look ahead w − r·(g + β₁m).
    case momentum(nesterov: Bool)
    /// m and v are averages of g and g², corrected for their start at 0: w ← w − r·m̂/(√v̂ + ε).
    case adam
    /// v is an average of g²: w ← w − r·g/(√v + ε).
    case rmsprop
    /// v is an average of g², m one of the squared steps d = g·√(m + ε)/√(v + ε): w ← w − r·d.
    case adadelta

    /// Whether the rule reads the average m, and v.
    public var readsFirst: Bool {
        switch self {
        case .plain, .rmsprop: false
        case .momentum, .adam, .adadelta: true
        }
    }
    public var readsSecond: Bool {
        switch self {
        case .plain, .momentum: false
        case .adam, .rmsprop, .adadelta: true
        }
    }
}

/// The numbers of one step. The weights are first multiplied by `keep`: weight decay that no average sees.
public struct UpdateNumbers: Hashable, Sendable {
    public var rate: Double
    public var keep: Double
    /// β₁ and β₂, the shares of the old averages that stay.
    public var first: Double
    public var second: Double
    /// 1/(1 − βᵗ) in step t, counted from 1.
    public var firstCorrection: Double
    public var secondCorrection: Double
    public var epsilon: Double

    public init(
        rate: Double, keep: Double = 1, first: Double = 0, second: Double = 0, firstCorrection: Double = 1,
        secondCorrection: Double = 1, epsilon: Double = 0
    ) {
        self.rate = rate
        self.keep = keep
        self.first = first
        self.second = second
        self.firstCorrection = firstCorrection
        self.secondCorrection = secondCorrection
        self.epsilon = epsilon
    }
}

/// What a rule goes over: weights, gradients and averages of equal count, averages that it does not read being empty.
public struct UpdateOperands<Scalar> {
    let count: Int
    let gradient: UnsafePointer<Scalar>
    let weights: UnsafeMutablePointer<Scalar>
    let first: UnsafeMutablePointer<Scalar>
    let second: UnsafeMutablePointer<Scalar>
}

extension UpdateRule {
    /// One pass over all weights.
    public func apply<Scalar: Real>(
        _ numbers: UpdateNumbers, gradient: [Scalar], weights: inout [Scalar], first: inout [Scalar],
        second: inout [Scalar]
    ) {
        let count = weights.count
        precondition(gradient.count == count, "\(gradient.count) gradients for \(count) weights")
        precondition(!readsFirst || first.count == count, "\(first.count) averages for \(count) weights")
        precondition(!readsSecond || second.count == count, "\(second.count) averages for \(count) weights")
        gradient.withUnsafeBufferPointer { gradient in
            weights.withUnsafeMutableBufferPointer { weights in
                first.withUnsafeMutableBufferPointer { first in
                    second.withUnsafeMutableBufferPointer { second in
                        guard let from = gradient.baseAddress, let to = weights.baseAddress else { return }
                        Scalar.update(
                            self, numbers,
                            UpdateOperands(
                                count: count, gradient: from, weights: to, first: first.baseAddress ?? to,
                                second: second.baseAddress ?? to))
                    }
                }
            }
        }
    }
}
