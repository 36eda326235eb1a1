// SPDX-License-Identifier: Apache-2.0
import Tensors

/// eˣ/Σeˣ along one axis, or its logarithm.
public struct Softmax: Operation {
    public let axis: Int
    public let logarithm: Bool
    /// Whether the input is flattened to a matrix at `axis` and the sum runs over all its columns (before opset 13).
    public let flattening: Bool

    /// A negative `axis` counts from the end.
    public init(axis: Int = -1, logarithm: Bool = false, flattening: Bool = false) {
        self.axis = axis
        self.logarithm = logarithm
        self.flattening = flattening
    }

    public var name: String { logarithm ? "LogSoftmax" : "Softmax" }

    /// The input's shape as [outer, extent, inner]; the sum runs over the middle axis.
    private func folded(_ shape: [Int]) throws -> (outer: Int, extent: Int, inner: Int) {
        let axis = try normalized(axis, rank: shape.count, inclusive: flattening)
        let outer = shape[..<axis].reduce(1, *)
        if flattening { return (outer, shape[axis...].reduce(1, *), 1) }
        return (outer, shape[axis], shape[(axis + 1)...].reduce(1, *))
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let x = try real(inputs, 0)
        let (outer, extent, inner) = try folded(x.shape)
        let y = Reference.softmax(x.elements, outer: outer, extent: extent, inner: inner, logarithm: logarithm)
        return [.real(Tensor(shape: x.shape, elements: y))]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            guard let (outer, extent, inner) = try? folded(cotangent.shape) else { return cotangent }
            let gradient = Reference.softmaxAdjoint(
                cotangent.elements, y: context.outputs[0].real!.elements, outer: outer, extent: extent, inner: inner,
                logarithm: logarithm)
            return Tensor(shape: cotangent.shape, elements: gradient)
        }
    }
}
