// SPDX-License-Identifier: Apache-2.0
import Tensors

/// ONNX's Range: y = start, start + delta, …, ending before limit.
///
/// Three scalars of one kind → [max(0, ⌈(limit − start)/delta⌉)].
public struct Progression: Operation {
    public init() {}

    public var name: String { "Range" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        if case .integer? = try optional(inputs, 0) {
            let (start, limit, delta) = (try whole(inputs, 0), try whole(inputs, 1), try whole(inputs, 2))
            let count = try count((Double(limit) - Double(start)) / Double(delta))
            return [.integer(Tensor(shape: [count], elements: (0..<count).map { start &+ Int64($0) &* delta }))]
        }
        let (start, limit, delta) = (try single(inputs, 0), try single(inputs, 1), try single(inputs, 2))
        let count = try count(Double((limit - start) / delta))
        return [.real(Tensor(shape: [count], elements: (0..<count).map { start + T($0) * delta }))]
    }

    private func whole<T>(_ inputs: [Value<T>?], _ index: Int) throws -> Int64 {
        guard let number = try integers(inputs, index), number.count == 1 else {
            throw mismatch("wants single numbers")
        }
        return Int64(number[0])
    }

    private func single<T: Real>(_ inputs: [Value<T>?], _ index: Int) throws -> T {
        let number = try real(inputs, index)
        guard number.count == 1 else { throw mismatch("wants single numbers") }
        return number.elements[0]
    }

    private func count(_ steps: Double) throws -> Int {
        guard steps.isFinite else { throw mismatch("does not end") }
        return try checked([Int(min(max(steps.rounded(.up), 0), 0x1p31))])[0]
    }

    /// The start's gradient is Σ ȳᵢ, the step's Σ i·ȳᵢ; the limit has none, since the length is piecewise constant.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        guard let cotangent = context.cotangents[0]?.elements else { return context.none }
        let sum = cotangent.reduce(0, +)
        let moment = cotangent.indices.reduce(T(0)) { $0 + T($1) * cotangent[$1] }
        return [
            context.wanted[0] ? Tensor(repeating: sum, shape: context.inputs[0]!.shape) : nil,
            nil,
            context.wanted[2] ? Tensor(repeating: moment, shape: context.inputs[2]!.shape) : nil,
        ]
    }
}
