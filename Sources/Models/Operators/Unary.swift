// SPDX-License-Identifier: Apache-2.0
import Tensors

/// y = φ(x), element by element: Relu, LeakyRelu, Sigmoid, Tanh, Elu, Selu, Softplus, Exp, Log, Sqrt, Neg, Abs, Erf,
/// Reciprocal.
public struct Unary: Operation {
    public let function: UnaryFunction

    public init(_ function: UnaryFunction) {
        self.function = function
    }

    public var name: String {
        switch function {
        case .relu: "Relu"
        case .leakyRelu: "LeakyRelu"
        case .sigmoid: "Sigmoid"
        case .tanh: "Tanh"
        case .elu: "Elu"
        case .selu: "Selu"
        case .softplus: "Softplus"
        case .exp: "Exp"
        case .log: "Log"
        case .sqrt: "Sqrt"
        case .negative: "Neg"
        case .absolute: "Abs"
        case .erf: "Erf"
        case .reciprocal: "Reciprocal"
        case .clip: "Clip"
        case .affine: "Affine"
        }
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        if case .integer(let x)? = try optional(inputs, 0) { return [.integer(try integer(x))] }
        let x = try real(inputs, 0)
        return [.real(Tensor(shape: x.shape, elements: T.apply(function, x.elements)))]
    }

    private func integer(_ x: Tensor<Int64>) throws -> Tensor<Int64> {
        switch function {
        case .negative: x.map { 0 &- $0 }
        case .absolute: x.map { $0 < 0 ? 0 &- $0 : $0 }
        case .relu: x.map { max($0, 0) }
        default: throw mismatch("integers are not possible here")
        }
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            let (x, y) = (context.real(0), context.outputs[0].real!)
            return Tensor(
                shape: x.shape,
                elements: T.applyAdjoint(function, cotangent.elements, x: x.elements, y: y.elements))
        }
    }
}

/// y = min(max(x, low), high); the limits are attributes (before opset 11) or the inputs 1 and 2.
public struct Clip: Operation {
    public let low: Double
    public let high: Double

    /// The limits that apply without inputs 1 and 2.
    public init(low: Double = -.infinity, high: Double = .infinity) {
        self.low = low
        self.high = high
    }

    public var name: String { "Clip" }

    func function<T: Real>(_ inputs: [Value<T>?]) throws -> UnaryFunction {
        let low = try optionalReal(inputs, 1)?.elements.first.map { Double($0) } ?? self.low
        let high = try optionalReal(inputs, 2)?.elements.first.map { Double($0) } ?? self.high
        return .clip(low: low, high: high)
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        if case .integer(let x)? = try optional(inputs, 0) {
            let low = try integers(inputs, 1)?.first.map(Int64.init) ?? .min
            let high = try integers(inputs, 2)?.first.map(Int64.init) ?? .max
            return [.integer(x.map { min(max($0, low), high) })]
        }
        let x = try real(inputs, 0)
        return [.real(Tensor(shape: x.shape, elements: T.apply(try function(inputs), x.elements)))]
    }

    /// x̄ = ȳ strictly between the limits; a limit's gradient is the sum of ȳ where it is the result.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        let x = context.real(0)
        guard let g = context.cotangents[0], let function = try? function(context.inputs),
            case .clip(let low, let high) = function
        else { return context.none }
        return context.gradients { index in
            if index == 0 {
                let elements = T.applyAdjoint(function, g.elements, x: x.elements, y: x.elements)
                return Tensor(shape: x.shape, elements: elements)
            }
            let sum = x.elements.indices.reduce(T(0)) { sum, at in
                let isHigh = max(x.elements[at], T(low)) > T(high)
                let isCut = index == 1 ? x.elements[at] < T(low) && !isHigh : isHigh
                return isCut ? sum + g.elements[at] : sum
            }
            return Tensor(repeating: sum, shape: context.real(index).shape)
        }
    }
}
