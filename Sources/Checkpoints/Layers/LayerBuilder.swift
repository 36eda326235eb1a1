// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// Builds a graph layer by layer, for formats that describe a model in layers (safetensors
/// with its architecture, Keras).
///
/// The engine convolves [N, C, positions…]. A model whose channels lie otherwise gets a Transpose where a layer needs the
/// other layout, at most one for each value. Elementwise layers run in the layout that is present.
struct LayerBuilder {
    /// The layout of the model's input and output, and the order in which Flatten and Reshape read.
    let layout: ImageLayout
    var graph: GraphBuilder
    /// The layer that is being built, for messages.
    private(set) var layer = ""

    init(layout: ImageLayout, graph: GraphBuilder) {
        self.layout = layout
        self.graph = graph
    }

    /// All operations from here on carry this layer's name.
    mutating func enter(_ layer: String) {
        self.layer = layer
        graph.nodeName = layer
    }

    func refused(_ message: String, hint: String? = nil) -> Failure {
        .refused("bad-layer", message, hint: hint, node: layer.isEmpty ? nil : layer)
    }

    /// - Parameter shape: the shape of one sample.
    mutating func input(_ name: String, shape: [Int?]) -> LayerValue {
        let value = graph.input(name, shape: [nil] + shape)
        return LayerValue(value, rank: shape.count + 1, layout: layout)
    }

    mutating func output(_ name: String, _ value: LayerValue) {
        var value = value
        graph.output(name, self.value(&value, layout))
    }

    mutating func constant(_ tensor: Tensor<Float>) -> Graph.ValueID { graph.constant(.real(tensor)) }

    /// `value` in `layout`; a Transpose is added if necessary.
    mutating func value(_ value: inout LayerValue, _ layout: ImageLayout) -> Graph.ValueID {
        if let present = value[layout] { return present }
        let id = graph.add(Transpose(permutation: layout.permutation(rank: value.rank)), value[layout.other])
        value[layout] = id
        return id
    }

    /// An operation on [N, C, positions…] with `axes` axes of positions, whose result has as many.
    ///
    /// - Parameter asItLies: the model's own tensor has its channels at axis 1, whatever its layout is called.
    mutating func image(
        _ operation: any Operation, _ x: inout LayerValue, _ more: [Graph.ValueID?], axes: Int = 2,
        asItLies: Bool = false
    ) throws -> LayerValue {
        guard x.axisCount == axes else {
            let wanted = axes == 2 ? "an image of height, width and channels" : "\(axes + 1) axes for each sample"
            throw refused("\(operation.name) needs \(wanted), not \(x.rank - 1) axes")
        }
        let layout = asItLies ? layout : .channelsFirst
        let id = graph.add(operation, inputs: [value(&x, layout)] + more, outputs: 1)[0]
        return LayerValue(id, rank: x.rank, layout: layout)
    }

    /// An elementwise operation, in a layout that is present.
    mutating func each(_ operation: any Operation, _ x: LayerValue, _ more: [Graph.ValueID?] = []) -> LayerValue {
        let layout = x.present
        return LayerValue(
            graph.add(operation, inputs: [x[layout]] + more, outputs: 1)[0], rank: x.rank, layout: layout)
    }

    /// An operation on the value in the model's layout; its result has `rank` axes.
    mutating func whole(_ operation: any Operation, _ x: inout LayerValue, _ more: [Graph.ValueID?] = [], rank: Int)
        -> LayerValue
    {
        LayerValue(
            graph.add(operation, inputs: [value(&x, layout)] + more, outputs: 1)[0], rank: rank, layout: layout)
    }
}
