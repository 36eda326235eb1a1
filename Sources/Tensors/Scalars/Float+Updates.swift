// SPDX-License-Identifier: Apache-2.0
import Kernels

extension Reference {
    /// One step of an optimiser by a plain loop.
    public static func update<T: Real>(_ rule: UpdateRule, _ numbers: UpdateNumbers, _ o: UpdateOperands<T>) {
        let (rate, keep, epsilon) = (T(numbers.rate), T(numbers.keep), T(numbers.epsilon))
        let (first, second) = (T(numbers.first), T(numbers.second))
        let corrections = (T(numbers.firstCorrection), T(numbers.secondCorrection))
        for i in 0..<o.count {
            let g = o.gradient[i]
            let step: T
            switch rule {
            case .plain: step = g
            case .momentum(let nesterov):
                o.first[i] = first * o.first[i] + g
                step = nesterov ? g + first * o.first[i] : o.first[i]
            case .adam:
                o.first[i] = first * o.first[i] + (1 - first) * g
                o.second[i] = second * o.second[i] + (1 - second) * g * g
                step = o.first[i] * corrections.0 / ((o.second[i] * corrections.1).squareRoot() + epsilon)
            case .rmsprop:
                o.second[i] = second * o.second[i] + (1 - second) * g * g
                step = g / (o.second[i].squareRoot() + epsilon)
            case .adadelta:
                o.second[i] = second * o.second[i] + (1 - second) * g * g
                step = g * (o.first[i] + epsilon).squareRoot() / (o.second[i] + epsilon).squareRoot()
                o.first[i] = second * o.first[i] + (1 - second) * step * step
            }
            o.weights[i] = keep * o.weights[i] - rate * step
        }
    }
}

extension Float {
    public static func update(_ rule: UpdateRule, _ numbers: UpdateNumbers, _ o: UpdateOperands<Float>) {
        let numbers = update_numbers(
            rate: Float(numbers.rate), keep: Float(numbers.keep), first: Float(numbers.first),
            second: Float(numbers.second), first_correction: Float(numbers.firstCorrection),
            second_correction: Float(numbers.secondCorrection), epsilon: Float(numbers.epsilon))
        withUnsafePointer(to: numbers) { u in
            switch rule {
            case .plain: update_plain(o.count, u, o.gradient, o.weights)
            case .momentum(let nesterov):
                update_momentum(o.count, u, nesterov ? 1 : 0, o.gradient, o.weights, o.first)
            case .adam: update_adam(o.count, u, o.gradient, o.weights, o.first, o.second)
            case .rmsprop: update_rmsprop(o.count, u, o.gradient, o.weights, o.second)
            case .adadelta: update_adadelta(o.count, u, o.gradient, o.weights, o.first, o.second)
            }
        }
    }
}
