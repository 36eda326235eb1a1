// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

// Layers that several formats have, with weights in the engine's order.
extension LayerBuilder {
    /// Convolution or transposed convolution.
    ///
    /// - Parameters:
    ///   - weights: [M, C/groups, kernel…], or [C, M/groups, kernel…] if transposed, with `axes` extents of the kernel.
    ///   - bias: [M].
    mutating func convolve(
        _ operation: any Operation, _ x: inout LayerValue, weights: Tensor<Float>, bias: Tensor<Float>?,
        axes: Int = 2, asItLies: Bool = false
    ) throws -> LayerValue {
        guard weights.rank == axes + 2 else {
            throw refused("the kernel has the shape \(weights.shape), not \(axes == 2 ? "four" : "\(axes + 2)") axes")
        }
        let bias = bias.map { constant($0) }
        return try image(operation, &x, [constant(weights), bias], axes: axes, asItLies: asItLies)
    }

    /// x·W + b along the last axis, with W of shape [in, out].
    mutating func dense(_ x: inout LayerValue, weights: Tensor<Float>, bias: Tensor<Float>?) throws -> LayerValue {
        guard weights.rank == 2 else { throw refused("the weights have the shape \(weights.shape), not two axes") }
        if let bias, bias.shape != [weights.shape[1]] {
            throw refused("the bias has the shape \(bias.shape) beside weights \(weights.shape)")
        }
        let (w, b) = (constant(weights), bias.map { constant($0) })
        if x.rank == 2 { return whole(Gemm(), &x, [w, b], rank: 2) }
        let product = whole(MatMul(), &x, [w], rank: x.rank)
        guard let b, let id = product[layout] else { return product }
        return LayerValue(graph.add(Binary(.add), id, b), rank: x.rank, layout: layout)
    }

    /// Joins all axes except the batch.
    mutating func flatten(_ x: inout LayerValue) -> LayerValue { whole(Flatten(), &x, rank: 2) }

    /// - Parameter shape: the shape of one sample; one extent may be −1.
    mutating func reshape(_ x: inout LayerValue, to shape: [Int]) throws -> LayerValue {
        guard !shape.isEmpty, shape.allSatisfy({ $0 == -1 || $0 > 0 }), shape.count(where: { $0 == -1 }) <= 1 else {
            throw refused("the shape \(shape) is none of a sample")
        }
        let target = ([0] + shape).map { Int64($0) }
        let constant = graph.constant(.integer(Tensor(shape: [target.count], elements: target)))
        return whole(Reshape(), &x, [constant], rank: target.count)
    }

    /// Multiplies the extents of the positions, height and width of an image, by `scale`.
    mutating func enlarge(
        _ x: inout LayerValue, by scale: [Int], mode: ResizeMode, asItLies: Bool = false
    ) throws -> LayerValue {
        let scales = constant(Tensor(shape: [scale.count + 2], elements: [1, 1] + scale.map { Float($0) }))
        let resize = Resize(
            mode: mode, coordinates: mode == .nearest ? .asymmetric : .halfPixel, nearest: .floor)
        return try image(resize, &x, [nil, scales], axes: scale.count, asItLies: asItLies)
    }

    /// Pads height and width with zeros: [top, left, bottom, right].
    mutating func pad(_ x: inout LayerValue, _ pads: [Int]) throws -> LayerValue {
        try image(Pad(pads: [0, 0, pads[0], pads[1], 0, 0, pads[2], pads[3]]), &x, [])
    }

    /// scale·(x − mean)/√(variance + ε) + bias for each channel; all four parameters have the shape [C].
    mutating func normalize(
        _ x: inout LayerValue, scale: Tensor<Float>, bias: Tensor<Float>, mean: Tensor<Float>,
        variance: Tensor<Float>, epsilon: Double, asItLies: Bool = false
    ) throws -> LayerValue {
        let parameters = [scale, bias, mean, variance].map { constant($0) }
        let operation = BatchNormalization(epsilon: epsilon)
        if x.rank > 2 { return try image(operation, &x, parameters, axes: x.axisCount, asItLies: asItLies) }
        return whole(operation, &x, parameters, rank: 2)
    }
}
