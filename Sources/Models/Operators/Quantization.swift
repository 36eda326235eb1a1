// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The integer nearest to x/scale + zero (halves to the even one), between the limits of an integer format, as a real number.
///
/// Inputs x, scale, zero (optional). The function is piecewise constant; its gradient is that of x/scale within the limits and 0
/// beyond (straight through), so that a quantized model can be attacked.
public struct Quantization: Operation {
    public let low: Double
    public let high: Double

    /// The limits of the integer format.
    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    public var name: String { "QuantizeLinear" }
    public var settings: Set<Int> { [1, 2] }

    private func zero<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<T> {
        if case .integer(let zero)? = try optional(inputs, 2) { return zero.map { T($0) } }
        return try optionalReal(inputs, 2) ?? Tensor(scalar: 0)
    }

    /// x/scale rounded, plus zero, before the limits.
    private func levels<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<T> {
        let (x, scale, zero) = (try real(inputs, 0), try real(inputs, 1), try zero(inputs))
        guard broadcast(x.shape, scale.shape) == x.shape, broadcast(x.shape, zero.shape) == x.shape else {
            throw mismatch("a scale \(scale.shape) and a zero \(zero.shape) for an input \(x.shape)")
        }
        return x.combined(with: scale, .divide).map { $0.rounded(.toNearestOrEven) }.combined(with: zero, .add)
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        [.real(try levels(inputs).map { min(max($0, T(low)), T(high)) })]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            guard let levels = try? levels(context.inputs) else { return Tensor(zeros: cotangent.shape) }
            let slopes = cotangent.combined(with: context.real(1), .divide)
            let elements = zip(slopes.elements, levels.elements).map { slope, level in
                level >= T(low) && level <= T(high) ? slope : 0
            }
            return Tensor(shape: cotangent.shape, elements: elements)
        }
    }
}
