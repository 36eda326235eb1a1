// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// Converts a Keras model and its weights to a ``Models/Graph``. Images are [N, H, W, C] in the input and the output.
struct KerasImporter {
    private let weights: KerasWeights
    private let hdf5: HDF5File
    private let limits: Limits
    private var budget: TensorBudget
    private var values: [String: LayerValue] = [:]
    var builder: LayerBuilder

    init(_ weights: KerasWeights, _ hdf5: HDF5File, _ builder: GraphBuilder, limits: Limits) {
        self.weights = weights
        self.hdf5 = hdf5
        self.limits = limits
        budget = TensorBudget(limits)
        self.builder = LayerBuilder(layout: .channelsLast, graph: builder)
    }

    /// - Throws: `Failure` (refused), with the layer's name if a layer is at fault.
    mutating func graph(of model: KerasModel) throws -> Graph {
        let groups = weights.groups(of: model)
        if model.isSequential, model.layers[0].type != "InputLayer" {
            values[""] = try input(model.layers[0], named: "input")
        }
        for (index, layer) in model.layers.enumerated() {
            builder.enter(layer.name)
            let previous = model.isSequential ? [index == 0 ? "" : model.layers[index - 1].name] : layer.inputs
            do {
                values[layer.name] = try convert(layer, inputs: previous, group: groups[index])
            } catch var failure as Failure {
                failure.node = failure.node ?? layer.name
                throw failure
            }
        }
        for name in model.outputs { builder.output(name, try value(name)) }
        return builder.graph.graph
    }

    private func value(_ name: String) throws -> LayerValue {
        try values[name]
            ?? { throw KerasModel.malformed("a layer that reads \"\(name)\", which does not come before it") }()
    }

    private mutating func input(_ layer: KerasLayer, named name: String) throws -> LayerValue {
        guard let shape = layer.sampleShape else {
            throw Failure.refused(
                "input-shape", "the model does not state the shape of its input",
                hint: "build it with keras.Input(shape=...) and save it again", node: layer.name)
        }
        _ = try limits.count(shape.compactMap(\.self), limit: limits.inputElements, "the input")
        return builder.input(name, shape: shape)
    }

    private mutating func convert(_ layer: KerasLayer, inputs: [String], group: String) throws -> LayerValue {
        if layer.type == "InputLayer" { return try input(layer, named: layer.name) }
        let tensors = try weights.tensors(hdf5, group, &budget)
        guard let first = inputs.first else { throw KerasModel.malformed("a layer that reads nothing") }
        if ["Add", "Concatenate"].contains(layer.type) {
            let given = try inputs.map { try value($0) }
            return try merge(layer, given)
        }
        guard inputs.count == 1 else { throw layer.refused("inbound_nodes", "names \(inputs.count) layers") }
        var x = try value(first)
        defer { values[first] = x }
        return try add(layer, &x, tensors)
    }
}
