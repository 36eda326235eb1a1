// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

/// The output and the convolution of a graph that an execution uses.
struct BindingRequest {
    var output: String?
    var convolution = 1
    var beforeSoftmax = false
    var sampleShape: [Int]?
    /// Weights that change from pass to pass, so that nothing that they reach is folded.
    var varying: Set<Graph.ValueID> = []
    /// Whether samples may influence one another, as the statistics of a batch make them do.
    var mixesSamples = false
    /// A value that is read beside the output, in place of feature maps.
    var code: Graph.ValueID?
}

/// A graph at one batch size: the nodes that depend on the input, in order, and the value of everything else.
struct BoundGraph<Scalar: Real>: Sendable {
    /// The feature maps: K = `maps` rows of d' = `length` values, the node's name.
    struct Features: Sendable {
        let value: Graph.ValueID
        let maps: Int
        let length: Int
        let node: String
    }

    let batch: Int
    let sampleShape: [Int]
    let inputName: String
    var outputName = ""
    var outputShape: [Int] = []
    var features: Features?

    let inputValue: Graph.ValueID
    var outputValue: Graph.ValueID = -1
    /// The nodes that depend on the input and are needed, in topological order.
    var schedule: [Graph.Node] = []
    /// Which values depend on the input, by value number.
    private(set) var dependent: [Bool]
    /// The values of the last forward pass; constants are folded once.
    var values: [Value<Scalar>?]
    /// The constants that are learned: where each of their elements is in the flat array of all weights.
    var learned: [Graph.ValueID: [Int32]] = [:]
    /// Where the running statistics begin among all of them, by the value of the means.
    var statistics: [Graph.ValueID: Int] = [:]

    /// - Throws: ``Base/Failure`` (refused) if the graph cannot run at this batch size or cannot be differentiated.
    init(_ graph: Graph, batch: Int, request: BindingRequest) throws {
        let input = try graph.singleInput()
        self.batch = batch
        inputName = input.name
        inputValue = input.value
        sampleShape = try input.sampleShape(request.sampleShape)
        dependent = Array(repeating: false, count: graph.valueCount)
        values = Array(repeating: nil, count: graph.valueCount)
        for (id, constant) in graph.constants { values[id] = constant.value() }
        for id in request.varying { dependent[id] = true }
        let wanted = try graph.outputs(named: request.output).map(\.value)
        try trace(graph.nodes(neededFor: wanted), mixesSamples: request.mixesSamples)
        try choose(from: graph, request: request)
        if !request.mixesSamples { try refuseInfluence() }
        prune()
    }

    /// Frees all values, weights among them.
    mutating func dropValues() { values = Array(repeating: nil, count: values.count) }

    var output: [Scalar] { values[outputValue]!.real!.elements }
    var featureMaps: [Scalar] { features.map { values[$0.value]!.real!.elements } ?? [] }

    /// The most elements that all values together may hold in memory: 8 GiB in single precision.
    static var mostElements: Int { 1 << 31 }

    /// One forward pass at z = ½, which folds what does not depend on the input and checks every shape.
    private mutating func trace(_ nodes: [Graph.Node], mixesSamples: Bool) throws {
        dependent[inputValue] = true
        values[inputValue] = .real(Tensor(repeating: 0.5, shape: [batch] + sampleShape))
        var held = 0
        for node in nodes {
            let reads = node.inputs.contains { $0.map { dependent[$0] } ?? false }
            try run(node)
            held += node.outputs.map { values[$0]?.shape.reduce(1, *) ?? 0 }.reduce(0, +)
            guard held <= Self.mostElements else { throw tooLarge(node) }
            guard reads, !node.operation.readsShapesOnly else { continue }
            try refuseVaryingSettings(node)
            if !mixesSamples { try refuseMixedSamples(node) }
            schedule.append(node)
            for output in node.outputs { dependent[output] = true }
        }
    }

    private func tooLarge(_ node: Graph.Node) -> Failure {
        .refused(
            "too-large",
            "the values of \(batch) samples hold more than \(Self.mostElements) elements together",
            hint: batch > 1 ? "lower chunk_size in job.toml" : "this is beyond what uaed computes; use a smaller model",
            node: node.name)
    }

    /// Refuses settings that depend on the model's input, since they would silently lose their share of the gradient.
    private func refuseVaryingSettings(_ node: Graph.Node) throws {
        let varying = node.operation.settings.sorted().first { index in
            guard index < node.inputs.count, let id = node.inputs[index] else { return false }
            return dependent[id] && values[id]?.real != nil
        }
        guard let varying else { return }
        throw Failure.refused(
            "varying-setting",
            "\(node.operation.name) takes its input \(varying), a setting, from the model's own input",
            hint: "a setting has no gradient; export a model whose settings are fixed", node: node.name)
    }

    /// Refuses operators that mix samples: the rows of a batch are attacked side by side, so one must not change the
    /// loss of another.
    private func refuseMixedSamples(_ node: Graph.Node) throws {
        guard node.operation.mixesSamples else { return }
        throw Failure.refused(
            "training-mode", "\(node.operation.name) is in training mode, where samples influence one another",
            hint: "call model.eval() before the export", node: node.name)
    }

    private mutating func run(_ node: Graph.Node) throws {
        let outputs = try node.evaluated(node.inputs.map { $0.flatMap { values[$0] } })
        for (id, value) in zip(node.outputs, outputs) { values[id] = value }
    }

    /// Evaluates the schedule at `input`, [batch, d]. Throws a ``Base/Failure`` with the node's name.
    mutating func forward(_ input: [Scalar]) throws {
        values[inputValue] = .real(Tensor(shape: [batch] + sampleShape, elements: input))
        for node in schedule { try run(node) }
    }

    /// The gradient Jᵀȳ in the input, [batch, d], for both cotangents in one reverse sweep; that of the feature maps
    /// joins at their node.
    func inputGradient(output: [Scalar]?, featureMaps: [Scalar]?) -> [Scalar] {
        gradients(output: output, featureMaps: featureMaps, targets: [inputValue])[inputValue]?.elements
            ?? Array(repeating: 0, count: batch * sampleShape.reduce(1, *))
    }

    /// The gradients Jᵀȳ in the targets, inputs and initializers alike, for both cotangents at the last `forward`. A
    /// target that no gradient reaches is absent.
    func gradients(
        output: [Scalar]?, featureMaps: [Scalar]?, targets: Set<Graph.ValueID>
    ) -> [Graph.ValueID: Tensor<Scalar>] {
        var cotangents: [Graph.ValueID: Tensor<Scalar>] = [:]
        if let output { cotangents[outputValue] = Tensor(shape: values[outputValue]!.shape, elements: output) }
        if let featureMaps, let features {
            let shape = values[features.value]!.shape
            cotangents[features.value] =
                cotangents[features.value]?.adding(featureMaps) ?? Tensor(shape: shape, elements: featureMaps)
        }
        ReverseSweep(nodes: schedule, targets: targets) { values[$0] }.run(&cotangents)
        return cotangents.filter { targets.contains($0.key) }
    }
}
