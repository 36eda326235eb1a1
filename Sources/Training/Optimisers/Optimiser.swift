// SPDX-License-Identifier: Apache-2.0
import Glibc
import Tensors

/// How weights follow their gradients: a rule and its numbers. Weight decay is decoupled, as adamw has it: w ← (1 −
/// r·decay)·w before the step.
public struct Optimiser: Hashable, Sendable {
    public var rule: UpdateRule
    /// β₁, or the share of the old momentum.
    public var first: Double
    /// β₂, α or ρ.
    public var second: Double
    public var epsilon: Double
    public var weightDecay: Double

    public init(_ rule: UpdateRule, first: Double = 0, second: Double = 0, epsilon: Double = 0, weightDecay: Double = 0)
    {
        self.rule = rule
        self.first = first
        self.second = second
        self.epsilon = epsilon
        self.weightDecay = weightDecay
    }

    /// The optimisers by name, with the numbers that frameworks take if none are given.
    public static let named: [String: Optimiser] = [
        "sgd": Optimiser(.plain), "momentum": Optimiser(.momentum(nesterov: false), first: 0.9),
        "nesterov": Optimiser(.momentum(nesterov: true), first: 0.9),
        "adam": Optimiser(.adam, first: 0.9, second: 0.999, epsilon: 1e-8),
        "adamw": Optimiser(.adam, first: 0.9, second: 0.999, epsilon: 1e-8, weightDecay: 0.01),
        "rmsprop": Optimiser(.rmsprop, second: 0.9, epsilon: 1e-7),
        "adadelta": Optimiser(.adadelta, second: 0.95, epsilon: 1e-7),
    ]

    /// The numbers of step `step`, counted from 0, at this rate.
    func numbers(rate: Double, step: Int) -> UpdateNumbers {
        UpdateNumbers(
            rate: rate, keep: 1 - rate * weightDecay, first: first, second: second,
            firstCorrection: 1 / (1 - pow(first, Double(step + 1))),
            secondCorrection: 1 / (1 - pow(second, Double(step + 1))), epsilon: epsilon)
    }
}

/// The length of the steps.
public struct LearningRate: Hashable, Sendable {
    public enum Course: String, Codable, Hashable, Sendable {
        case constant, cosine
    }

    public var start: Double
    public var course: Course
    /// What a cosine falls to.
    public var end: Double

    public init(_ start: Double, course: Course = .constant, end: Double = 0) {
        self.start = start
        self.course = course
        self.end = end
    }

    /// The rate in step `step` of `steps`, counted from 0.
    public func value(step: Int, of steps: Int) -> Double {
        switch course {
        case .constant: start
        case .cosine: end + (start - end) * (1 + cos(.pi * Double(step) / Double(max(1, steps)))) / 2
        }
    }
}
