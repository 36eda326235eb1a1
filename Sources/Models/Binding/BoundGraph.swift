// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

/// The output and the convolution of a graph that an execution uses.
struct BindingRequest {
    var output: String?
    var convolution = 1
    var beforeSoftmax = false
    var sampleShape: [Int]?
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
        let wanted = try graph.outputs(named: request.output).map(\.value)
        try trace(graph.nodes(neededFor: wanted))
        try choose(from: graph, request: request)
        prune()
    }

    var output: [Scalar] { values[outputValue]!.real!.elements }
    var featureMaps: [Scalar] { features.map { values[$0.value]!.real!.elements } ?? [] }

    /// The most elements that all values together may hold in memory: 8 GiB in single precision.
    static var mostElements: Int { 1 << 31 }

    /// One forward pass at z = ½, which folds what does not depend on the input and checks every shape.
    private mutating func trace(_ nodes: [Graph.Node]) throws {
        dependent[inputValue] = true
        values[inputValue] = .real(Tensor(repeating: 0.5, shape: [batch] + sampleShape))
        var held = 0
        for node in nodes {
            let reads = node.inputs.contains { $0.map { dependent[$0] } ?? false }
            try run(node)
            held += node.outputs.map { values[$0]?.shape.reduce(1, *) ?? 0 }.reduce(0, +)
            guard held <= Self.mostElements else { throw tooLarge(node) }
            guard reads, !node.operation.readsShapesOnly else { continue }
            try refuseVaryingParameters(node)
            try refuseMixedSamples(node)
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

    /// Refuses weights that depend on the model's input, since they would silently lose their share of the gradient.
    private func refuseVaryingParameters(_ node: Graph.Node) throws {
        let varying = node.operation.parameters.sorted().first { index in
            guard index < node.inputs.count, let id = node.inputs[index] else { return false }
            return dependent[id] && values[id]?.real != nil
        }
        guard let varying else { return }
        throw Failure.refused(
            "varying-parameter",
            "\(node.operation.name) takes its input \(varying), a weight or a setting, from the model's own input",
            hint: "uaed differentiates it in its data alone; export a model whose weights are fixed", node: node.name)
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
        let inputs = node.inputs.map { $0.flatMap { values[$0] } }
        do {
            let outputs = try node.operation.forward(inputs)
            guard outputs.count >= node.outputs.count else {
                throw Failure.refused(
                    "output-count",
                    "\(node.operation.name) has \(outputs.count) outputs here, not \(node.outputs.count)")
            }
            for (id, value) in zip(node.outputs, outputs) { values[id] = value }
        } catch var failure as Failure {
            failure.node = failure.node ?? node.name
            let shapes = inputs.map { $0.map { "\($0.shape)" } ?? "none" }.joined(separator: " and ")
            failure.message += "; its inputs are \(shapes)"
            throw failure
        }
    }

    /// Evaluates the schedule at `input`, [batch, d]. Throws a ``Base/Failure`` with the node's name.
    mutating func forward(_ input: [Scalar]) throws {
        values[inputValue] = .real(Tensor(shape: [batch] + sampleShape, elements: input))
        for node in schedule { try run(node) }
    }

    /// The gradient Jᵀȳ in the input, [batch, d], for both cotangents in one reverse sweep; that of the feature maps
    /// joins at their node.
    func inputGradient(output: [Scalar]?, featureMaps: [Scalar]?) -> [Scalar] {
        var cotangents = [Tensor<Scalar>?](repeating: nil, count: values.count)
        if let output { add(output, at: outputValue, to: &cotangents) }
        if let featureMaps, let features { add(featureMaps, at: features.value, to: &cotangents) }
        for node in schedule.reversed() {
            let given = node.outputs.map { cotangents[$0] }
            guard given.contains(where: { $0 != nil }), node.operation.withoutDerivative == nil else { continue }
            for output in node.outputs where output != inputValue { cotangents[output] = nil }
            let context = GradientContext(
                inputs: node.inputs.map { $0.flatMap { values[$0] } }, outputs: node.outputs.map { values[$0]! },
                cotangents: given,
                wanted: node.inputs.map { $0.map { dependent[$0] && values[$0]?.real != nil } ?? false })
            for (id, gradient) in zip(node.inputs, node.operation.inputGradients(context)) {
                if let id, let gradient { add(gradient.elements, at: id, to: &cotangents) }
            }
        }
        return cotangents[inputValue]?.elements
            ?? Array(repeating: 0, count: batch * sampleShape.reduce(1, *))
    }

    private func add(_ gradient: [Scalar], at id: Graph.ValueID, to cotangents: inout [Tensor<Scalar>?]) {
        guard let present = cotangents[id] else {
            cotangents[id] = Tensor(shape: values[id]!.shape, elements: gradient)
            return
        }
        cotangents[id] = present.adding(gradient)
    }
}
