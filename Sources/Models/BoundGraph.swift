import Failures
import Tensors

/// Which output and which convolution an execution wants of a graph.
struct BindingRequest {
    var output: String?
    var convolution = 1
    var beforeSoftmax = false
    var sampleShape: [Int]?
}

/// A graph at one batch size: what depends on the input, in order, and the value of everything else.
struct BoundGraph<Scalar: Real>: Sendable {
    struct Features: Sendable {
        let value: Graph.ValueID
        let maps: Int
        let length: Int
        let node: String
    }

    let batch: Int
    let sampleShape: [Int]
    let inputName: String
    private(set) var outputName = ""
    private(set) var outputShape: [Int] = []
    private(set) var features: Features?

    private let inputValue: Graph.ValueID
    private var outputValue: Graph.ValueID = -1
    /// The nodes that depend on the input and are needed, in topological order.
    private(set) var schedule: [Graph.Node] = []
    private var dependent: [Bool]
    private var values: [Value<Scalar>?]

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

    /// One forward pass at z = ½: folds what does not depend on the input and checks every shape.
    private mutating func trace(_ nodes: [Graph.Node]) throws {
        dependent[inputValue] = true
        values[inputValue] = .real(Tensor(repeating: 0.5, shape: [batch] + sampleShape))
        for node in nodes {
            let reads = node.inputs.contains { $0.map { dependent[$0] } ?? false }
            try run(node)
            guard reads, !node.operation.readsShapesOnly else { continue }
            schedule.append(node)
            for output in node.outputs { dependent[output] = true }
        }
    }

    private mutating func run(_ node: Graph.Node) throws {
        let inputs = node.inputs.map { $0.flatMap { values[$0] } }
        do {
            let outputs = try node.operation.forward(inputs)
            guard outputs.count >= node.outputs.count else {
                throw Failure.refused(
                    "output-count", "\(node.operation.name) has \(outputs.count) outputs here, not \(node.outputs.count)")
            }
            for (id, value) in zip(node.outputs, outputs) { values[id] = value }
        } catch var failure as Failure {
            failure.node = failure.node ?? node.name
            let shapes = inputs.map { $0.map { "\($0.shape)" } ?? "none" }.joined(separator: " and ")
            failure.message += "; its inputs are \(shapes)"
            throw failure
        }
    }

    mutating func forward(_ input: [Scalar]) throws {
        values[inputValue] = .real(Tensor(shape: [batch] + sampleShape, elements: input))
        for node in schedule { try run(node) }
    }

    /// Jᵀ of both cotangents in one reverse sweep; the feature maps' joins at their node.
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
                cotangents: given, wanted: node.inputs.map { $0.map { dependent[$0] && values[$0]?.real != nil } ?? false })
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

extension BoundGraph {
    /// Fixes the output and the feature maps, whose shapes the trace has found.
    private mutating func choose(from graph: Graph, request: BindingRequest) throws {
        let chosen = try chosenOutput(graph, request)
        outputName = chosen.name
        outputValue = request.beforeSoftmax ? logits(chosen.value) : chosen.value
        guard dependent[outputValue], let output = values[outputValue]?.real else {
            throw Failure.refused(
                "output-kind", "the output \(chosen.name) is not a real number that depends on the input")
        }
        guard output.shape.first == batch || batch == 1 else {
            throw Failure.refused(
                "output-batch", "the output \(chosen.name) has the shape \(output.shape) for a batch of \(batch)")
        }
        outputShape = output.shape.first == batch ? Array(output.shape.dropFirst()) : output.shape
        features = FirstConvolutionSearch(schedule: schedule, values: values, input: inputValue, batch: batch)
            .find(request.convolution)
    }

    private func chosenOutput(_ graph: Graph, _ request: BindingRequest) throws -> Graph.Output {
        let candidates = try graph.outputs(named: request.output)
        if request.output != nil || candidates.count == 1 { return candidates[0] }
        let count = batch * sampleShape.reduce(1, *)
        let fitting = candidates.filter { values[$0.value]?.real?.count == count }
        guard fitting.count == 1 else {
            let names = candidates.map { "\($0.name) \(values[$0.value]?.shape ?? [])" }.joined(separator: ", ")
            throw Failure.refused(
                "ambiguous-output", "\(fitting.count) of the model's outputs have as many elements as its input: \(names)",
                hint: "name one in job.toml: [model] output = \"\(candidates[0].name)\"")
        }
        return fitting[0]
    }

    /// The value before a final Softmax or LogSoftmax.
    private func logits(_ value: Graph.ValueID) -> Graph.ValueID {
        guard let node = schedule.last(where: { $0.outputs.contains(value) }) else { return value }
        if node.operation is Softmax, let input = node.inputs.first ?? nil { return input }
        if node.operation is Identity, let input = node.inputs.first ?? nil {
            let before = logits(input)
            return before == input ? value : before
        }
        return value
    }

    /// Drops the nodes that neither the output nor the feature maps need, and their values.
    private mutating func prune() {
        var needed: Set<Graph.ValueID> = [outputValue]
        if let features { needed.insert(features.value) }
        schedule = schedule.reversed().filter { node in
            guard node.outputs.contains(where: needed.contains) else { return false }
            needed.formUnion(node.inputs.compactMap(\.self))
            return true
        }.reversed()
        for id in values.indices where !needed.contains(id) { values[id] = nil }
        for id in schedule.flatMap(\.outputs) where values[id] == nil {
            values[id] = .real(Tensor(repeating: 0, shape: [0]))
        }
    }
}
