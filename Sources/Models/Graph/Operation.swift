// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

/// One operator of a graph: the forward map and the gradients of its inputs, data and weights alike, side by side, for
/// `Float` and `Double`.
///
/// A conforming type is a value that holds the node's attributes; its initializer takes them, mostly with ONNX's
/// defaults. `forward` checks the shapes and throws a ``Base/Failure``, to which the executor adds the node's name.
public protocol Operation: Sendable {
    /// The operator's ONNX name, for messages.
    var name: String { get }

    /// Why no gradient flows through this operator (ArgMax, comparisons, …); nil if one does.
    var withoutDerivative: String? { get }

    /// The inputs that are settings, such as a factor of resizing. They receive no gradient, so none may depend on the
    /// model's input. Weights are no settings: they have gradients as data has.
    var settings: Set<Int> { get }

    /// Whether the outputs follow from the inputs' shapes alone (Shape, Size), so that a bound graph folds them.
    var readsShapesOnly: Bool { get }

    /// Whether a sample's output depends on the other samples of its batch. A graph with such an operator is refused.
    var mixesSamples: Bool { get }

    /// The outputs in the node's order; a nil input is an absent optional one.
    ///
    /// - Throws: ``Base/Failure`` (refused) if kinds, shapes or attributes do not fit.
    func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>]

    /// The gradients Jᵀȳ for the outputs' cotangents, one entry per input.
    ///
    /// An entry is nil if the input is absent, not real, not wanted (`context.wanted`), or gets no gradient.
    func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?]
}

/// What an operator's gradient may depend on: the values of the last forward pass and the outputs' cotangents.
public struct GradientContext<T: Real> {
    /// Values of the inputs; nil = absent.
    public let inputs: [Value<T>?]
    public let outputs: [Value<T>]
    /// Cotangents of the outputs; nil = zero.
    public let cotangents: [Tensor<T>?]
    /// Which inputs' gradients are wanted.
    public let wanted: [Bool]

    /// `inputs` and `wanted` have one entry per input, `outputs` and `cotangents` one per output.
    public init(inputs: [Value<T>?], outputs: [Value<T>], cotangents: [Tensor<T>?], wanted: [Bool]) {
        self.inputs = inputs
        self.outputs = outputs
        self.cotangents = cotangents
        self.wanted = wanted
    }

    /// The real tensor at input `index`; traps if the input is not real.
    func real(_ index: Int) -> Tensor<T> {
        guard index < inputs.count, let tensor = inputs[index]?.real else {
            preconditionFailure("input \(index) is not real")
        }
        return tensor
    }

    /// No gradient for any input.
    var none: [Tensor<T>?] { Array(repeating: nil, count: inputs.count) }

    /// `gradient` for the index of every input that is wanted.
    func gradients(_ gradient: (Int) -> Tensor<T>?) -> [Tensor<T>?] {
        inputs.indices.map { wanted[$0] ? gradient($0) : nil }
    }

    /// A gradient for the first input only, computed from the first output's cotangent.
    func first(_ gradient: (Tensor<T>) -> Tensor<T>) -> [Tensor<T>?] {
        var result = none
        if wanted.first == true, let cotangent = cotangents.first ?? nil { result[0] = gradient(cotangent) }
        return result
    }
}

/// Defaults of a differentiable operator without weights.
extension Operation {
    public var withoutDerivative: String? { nil }
    public var readsShapesOnly: Bool { false }
    public var mixesSamples: Bool { false }
    public var settings: Set<Int> { [] }

    /// A refusal whose message starts with the operator's name.
    func mismatch(_ message: String) -> Failure {
        .refused("shape-mismatch", "\(name): \(message)")
    }

    /// The real tensor at input `index`; throws if the input is absent or not real.
    func real<T>(_ inputs: [Value<T>?], _ index: Int) throws -> Tensor<T> {
        guard let value = try optional(inputs, index) else {
            throw Failure.refused("missing-input", "\(name) lacks its input \(index)")
        }
        guard case .real(let tensor) = value else {
            throw Failure.refused("wrong-type", "\(name) wants real numbers at input \(index), not \(value.kind)")
        }
        return tensor
    }

    /// The real tensor at input `index`, or nil if the input is absent; throws if it is not real.
    func optionalReal<T>(_ inputs: [Value<T>?], _ index: Int) throws -> Tensor<T>? {
        try optional(inputs, index) == nil ? nil : real(inputs, index)
    }

    /// The value at input `index`; throws if the input is absent.
    func any<T>(_ inputs: [Value<T>?], _ index: Int) throws -> Value<T> {
        guard let value = try optional(inputs, index) else {
            throw Failure.refused("missing-input", "\(name) lacks its input \(index)")
        }
        return value
    }

    /// The value at input `index`, or nil if the input is absent.
    func optional<T>(_ inputs: [Value<T>?], _ index: Int) throws -> Value<T>? {
        index < inputs.count ? inputs[index] : nil
    }

    /// The integers at input `index`, or nil if the input is absent; throws if it is not of integers.
    func integers<T>(_ inputs: [Value<T>?], _ index: Int) throws -> [Int]? {
        guard let value = try optional(inputs, index) else { return nil }
        guard case .integer(let tensor) = value else {
            throw Failure.refused("wrong-type", "\(name) wants integers at input \(index), not \(value.kind)")
        }
        return tensor.elements.map { Int($0) }
    }

    /// `shape`; throws if an extent is negative or the extents other than 0 multiply to more than 2²⁹ elements.
    func checked(_ shape: [Int]) throws -> [Int] {
        guard shape.allSatisfy({ $0 >= 0 }) else {
            throw mismatch("a tensor of shape \(shape) is not possible here")
        }
        var count = 1
        for extent in shape where extent > 0 {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow, product <= 1 << 29 else {
                throw Failure.refused(
                    "too-large", "\(name): a tensor of shape \(shape) has more than \(1 << 29) elements",
                    hint: "lower chunk_size in job.toml, or use a smaller model")
            }
            count = product
        }
        return shape
    }

    /// `axis` counted from the front, in 0..<rank (0...rank if `inclusive`); throws if it lies outside.
    func normalized(_ axis: Int, rank: Int, inclusive: Bool = false) throws -> Int {
        let result = axis < 0 ? axis + rank : axis
        guard result >= 0, result < rank + (inclusive ? 1 : 0) else {
            throw mismatch("axis \(axis) does not exist among \(rank)")
        }
        return result
    }
}
