// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

@testable import Models

/// A classifier with every kind of layer: 1×6×6 → conv, batch normalization, relu → pool → flatten → dense → softmax.
func smallClassifier(batch: Int? = nil) -> Graph {
    var (builder, draw) = (GraphBuilder(), Draw(3))
    let x = builder.input([1, 6, 6], batch: batch)
    let (w, b) = (builder.constant(draw.real(4, 1, 3, 3)), builder.constant(draw.real(4)))
    let convolution = builder.node(Conv(padding: .explicit([1, 1, 1, 1])), x, w, b, name: "first")
    let (scale, shift) = (builder.constant(draw.real(4)), builder.constant(draw.real(4)))
    let (mean, variance) = (builder.constant(draw.real(4)), builder.constant(reals([4], [1, 2, 3, 4])))
    let normalized = builder.node(BatchNormalization(), convolution, scale, shift, mean, variance)
    let active = builder.node(Unary(.relu), normalized)
    let pooled = builder.node(MaxPool(kernel: [2, 2], strides: [2, 2]), active)
    let dense = builder.node(
        Gemm(), builder.node(Flatten(), pooled), builder.constant(draw.real(36, 5)), builder.constant(draw.real(5)))
    builder.output(builder.node(Softmax(), dense), name: "classes")
    return builder.graph
}

/// Output, feature maps, and the gradient of fixed weights of both, at `z`.
func results<T: Real>(_ model: inout Execution<T>, _ z: Tensor<T>) throws -> (
    output: [T], maps: [T], gradient: [T]
) {
    model.forward(z)
    let ones = Tensor(repeating: T(1), shape: try #require(model.featureMaps).shape)
    let weights = Tensor(shape: model.output.shape, elements: model.output.elements.indices.map { T($0 % 5) })
    return (
        model.output.elements, model.featureMaps!.elements,
        model.inputGradient(output: weights, featureMaps: ones).elements
    )
}
