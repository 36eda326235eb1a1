// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// Converts a Keras model and its weights to a ``Models/Graph``. The input and the output lie as in the model.
///
/// In the builder's terms every Keras tensor has its channels last, as it lies; a layer whose `data_format` is
/// `channels_first` takes the tensor as it lies.
struct KerasImporter {
    private let weights: KerasWeights
    private let hdf5: HDF5File
    let limits: Limits
    /// Keras 2 means another function by hard_sigmoid.
    let isKeras3: Bool
    private var budget: TensorBudget
    /// The tensors of layers that were called before.
    private var tensors: [KerasPlace: [Tensor<Float>]] = [:]
    private var calls = 0
    /// The names of the models around the layer.
    private var path: [String] = []
    var builder: LayerBuilder

    init(_ weights: KerasWeights, _ hdf5: HDF5File, _ builder: GraphBuilder, version: String?, limits: Limits) {
        self.weights = weights
        self.hdf5 = hdf5
        self.limits = limits
        isKeras3 = version?.hasPrefix("3.") ?? false
        budget = TensorBudget(limits)
        self.builder = LayerBuilder(layout: .channelsLast, graph: builder)
    }

    /// - Throws: `Failure` (refused), with the layer's name if a layer is at fault.
    mutating func graph(of model: KerasModel) throws -> Graph {
        let inputs =
            model.inputLayers.isEmpty
            ? [try input(model.layers[0], named: "input")]
            : try model.inputLayers.map { try input($0, named: $0.name) }
        let values = try run(model, inputs, at: weights.root)
        for (index, value) in values.enumerated() {
            let reference = model.isSequential ? KerasReference(model.layers.last!.name) : model.outputs[index]
            let isFirst = model.outputs.first { $0.layer == reference.layer } ?? reference == reference
            builder.output(
                isFirst ? reference.layer : "\(reference.layer):\(reference.call):\(reference.output)", value)
        }
        return builder.graph.graph
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

    /// The outputs of a model, whole or within another, for the values of its inputs.
    private mutating func run(
        _ model: KerasModel, _ given: [LayerValue], at place: KerasPlace
    ) throws -> [LayerValue] {
        let places = try weights.places(of: model, at: place, hdf5)
        return try model.isSequential ? chain(model, given, places) : network(model, given, places)
    }

    private mutating func chain(
        _ model: KerasModel, _ given: [LayerValue], _ places: [String: KerasPlace]
    ) throws -> [LayerValue] {
        var values = given
        for layer in model.layers where layer.type != "InputLayer" {
            values = try call(layer, &values, node: nil, at: places[layer.name])
        }
        return values
    }

    private mutating func network(
        _ model: KerasModel, _ given: [LayerValue], _ places: [String: KerasPlace]
    ) throws -> [LayerValue] {
        var values: [KerasReference: LayerValue] = [:]
        let inputs = model.inputLayers
        guard inputs.count == given.count else {
            throw KerasModel.malformed("\(inputs.count) inputs, but \(given.count) values for them")
        }
        for (layer, value) in zip(inputs, given) { values[KerasReference(layer.name)] = value }
        func value(_ reference: KerasReference) throws -> LayerValue {
            try values[reference]
                ?? { throw KerasModel.malformed("no output \(reference.output) of \"\(reference.layer)\"") }()
        }
        for step in try model.schedule() where model.layers[step.layer].type != "InputLayer" {
            let layer = model.layers[step.layer]
            let sources = try model.sources(of: step).map { try model.stored($0) }
            var arguments = try sources.map(value)
            let node = step.call < layer.nodes.count ? layer.nodes[step.call] : nil
            let results = try call(layer, &arguments, node: node, at: places[layer.name])
            for (source, argument) in zip(sources, arguments) { values[source] = argument }
            for (output, result) in results.enumerated() {
                values[KerasReference(layer.name, call: step.call, output: output)] = result
            }
        }
        return try model.outputs.map { try value(model.stored($0)) }
    }

    /// One call of a layer. The arguments are returned with the layouts that the layer added.
    private mutating func call(
        _ layer: KerasLayer, _ arguments: inout [LayerValue], node: JSON?, at place: KerasPlace?
    ) throws -> [LayerValue] {
        calls += 1
        guard calls <= limits.nodes else { throw Limits.exceeded("calls of layers", limits.nodes) }
        builder.enter((path + [layer.name]).joined(separator: "/"))
        do {
            guard let model = layer.model else {
                return [try convert(layer, &arguments, node: node, at: place)]
            }
            path.append(layer.name)
            defer { path.removeLast() }
            guard let place else { throw KerasModel.malformed("no weights for the model \(layer.name)") }
            return try run(model, arguments, at: place)
        } catch var failure as Failure {
            failure.node = failure.node ?? layer.name
            throw failure
        }
    }

    private mutating func convert(
        _ layer: KerasLayer, _ arguments: inout [LayerValue], node: JSON?, at place: KerasPlace?
    ) throws -> LayerValue {
        guard !arguments.isEmpty else { throw KerasModel.malformed("a layer that reads nothing") }
        let merge = KerasMerges.rules[layer.type].flatMap { arguments.count > 1 ? $0 : nil }
        // An `.h5` file does not say whether Multiply is a layer or a function; a layer has several inputs.
        guard !layer.isFunction, merge != nil || Self.rules[layer.type] != nil else {
            return try KerasFunctions.function(&self, layer, &arguments, node)
        }
        if let merge { return try merge(&self, layer, &arguments) }
        guard arguments.count == 1 else { throw layer.refused("inbound_nodes", "names \(arguments.count) values") }
        guard let rule = Self.rules[layer.type] else { throw unsupported(layer) }
        let tensors = try stored(layer, at: place)
        return try rule(&self, layer, &arguments[0], tensors)
    }

    /// The tensors of a layer, which are read once.
    private mutating func stored(_ layer: KerasLayer, at place: KerasPlace?) throws -> [Tensor<Float>] {
        guard let place else { return [] }
        if let known = tensors[place] { return known }
        let read = try weights.tensors(layer, at: place, hdf5, &budget)
        tensors[place] = read
        return read
    }
}
