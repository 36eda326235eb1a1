// SPDX-License-Identifier: Apache-2.0
import Tensors

/// a ∘ b for truth values, with broadcasting: And, Or, Xor.
public struct Logic: Operation {
    /// A connective; the raw value is the name of the ONNX operator.
    public enum Connective: String, CaseIterable, Sendable {
        case and = "And"
        case or = "Or"
        case exclusiveOr = "Xor"
    }

    public let connective: Connective

    public init(_ connective: Connective) {
        self.connective = connective
    }

    public var name: String { connective.rawValue }
    public var withoutDerivative: String? { "a truth value is piecewise constant" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let (a, b) = (try truth(inputs, 0), try truth(inputs, 1))
        _ = try checked(try common(a.shape, b.shape))
        switch connective {
        case .and: return [.boolean(a.broadcasted(with: b) { $0 && $1 })]
        case .or: return [.boolean(a.broadcasted(with: b) { $0 || $1 })]
        case .exclusiveOr: return [.boolean(a.broadcasted(with: b) { $0 != $1 })]
        }
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] { context.none }
}

/// y = ¬x.
public struct Not: Operation {
    public init() {}

    public var name: String { "Not" }
    public var withoutDerivative: String? { "a truth value is piecewise constant" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        [.boolean(try truth(inputs, 0).map { !$0 })]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] { context.none }
}

extension Operation {
    /// The truth values at input `index`; throws for any other kind.
    func truth<T>(_ inputs: [Value<T>?], _ index: Int) throws -> Tensor<Bool> {
        let value = try any(inputs, index)
        guard case .boolean(let tensor) = value else {
            throw mismatch("wants truth values at input \(index), not \(value.kind) numbers")
        }
        return tensor
    }
}
