// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

/// A graph whose weights are learned: they lie one behind the other in a flat array, as the graph's nodes first read
/// them, and its BatchNormalizations take the statistics of the batch.
public struct TrainableGraph: Sendable {
    public let weights: [LearnedWeight]
    public let statistics: [RunningStatistics]
    /// Elements of one sample, of its output, and of the code; 0 without a code.
    public let inputCount: Int
    public let outputCount: Int
    public let codeCount: Int
    /// Whether samples of a batch influence one another.
    public var mixesSamples: Bool { !statistics.isEmpty }
    public var weightCount: Int { weights.last?.range.upperBound ?? 0 }
    public var statisticCount: Int { statistics.reduce(0) { $0 + 2 * $1.channels } }

    /// As it was given, and as it learns.
    let graph: Graph
    let learning: Graph
    let request: BindingRequest

    /// - Parameters:
    ///   - output: its name, if there are several.
    ///   - beforeSoftmax: take the output before a final Softmax or LogSoftmax.
    ///   - code: the value that a sparse model keeps small; `readsCode` without one takes the activation that has the
    ///     fewest elements.
    /// - Throws: ``Base/Failure`` (refused) if the graph cannot run, or has nothing to learn.
    public init(
        _ graph: Graph, output: String? = nil, beforeSoftmax: Bool = false, sampleShape: [Int]? = nil,
        readsCode: Bool = false, code: Graph.ValueID? = nil
    ) throws {
        let (learning, statistics) = Self.learning(graph)
        self.graph = graph
        self.learning = learning
        self.statistics = statistics
        var request = BindingRequest(
            output: output, convolution: 0, beforeSoftmax: beforeSoftmax, sampleShape: sampleShape)
        request.mixesSamples = true
        request.varying = Set(statistics.flatMap { [$0.mean, $0.variance] })
        request.varying.formUnion(Self.constants(learning))
        let bound = try BoundGraph<Float>(learning, batch: 2, request: request)
        weights = Self.weights(bound, graph)
        guard !weights.isEmpty else {
            throw Failure.refused("no-weights", "the model has no weights to learn", hint: "train another model")
        }
        request.varying = Set(weights.map(\.value)).union(statistics.flatMap { [$0.mean, $0.variance] })
        if readsCode || code != nil {
            guard let code = code ?? Self.bottleneck(bound) else {
                throw Failure.refused("no-code", "the model has no activation that could be its code")
            }
            request.code = code
        }
        self.request = request
        inputCount = bound.sampleShape.reduce(1, *)
        outputCount = bound.outputShape.reduce(1, *)
        codeCount = request.code.flatMap { bound.values[$0]?.shape.dropFirst().reduce(1, *) } ?? 0
    }

    /// The weights and statistics that the graph came with.
    public func start<Scalar: Real>(as _: Scalar.Type = Scalar.self) -> (weights: [Scalar], statistics: [Scalar]) {
        func numbers(_ value: Graph.ValueID) -> [Scalar] {
            guard case .real(let tensor)? = graph.constants[value] else { return [] }
            return tensor.elements.map { Scalar($0) }
        }
        return (
            weights.flatMap { numbers($0.value) }, statistics.flatMap { numbers($0.mean) + numbers($0.variance) }
        )
    }

    /// The graph as it was given, with these weights and statistics.
    public func trained<Scalar: Real>(weights: [Scalar], statistics: [Scalar]) -> Graph {
        var trained = graph
        func put(_ value: Graph.ValueID, _ numbers: ArraySlice<Scalar>) {
            guard case .real(let old)? = trained.constants[value] else { return }
            trained.constants[value] = .real(Tensor(shape: old.shape, elements: numbers.map { Float($0) }))
        }
        for weight in self.weights { put(weight.value, weights[weight.range]) }
        for part in self.statistics {
            put(part.mean, statistics[part.means])
            put(part.variance, statistics[part.variances])
        }
        return trained
    }

    /// The trained graph at sixteen samples.
    ///
    /// - Throws: ``Base/Failure`` (refused) if it does not run.
    public func execution<Scalar: Real>(weights: [Scalar], statistics: [Scalar]) throws -> Execution<Scalar> {
        try Execution(
            trained(weights: weights, statistics: statistics), batch: Lanes.count, output: request.output,
            beforeSoftmax: request.beforeSoftmax, sampleShape: request.sampleShape)
    }

    /// The graph with batch statistics in place of running ones, which become outputs of their nodes.
    private static func learning(_ graph: Graph) -> (Graph, [RunningStatistics]) {
        var (learning, found) = (graph, [RunningStatistics]())
        var (fresh, first) = (graph.valueCount, 0)
        for (index, node) in graph.nodes.enumerated() {
            guard let operation = node.operation as? BatchNormalization, node.inputs.count == 5,
                let mean = node.inputs[3], let variance = node.inputs[4],
                case .real(let tensor)? = graph.constants[mean], graph.constants[variance] != nil
            else { continue }
            learning.nodes[index].operation = TrainingNormalization(epsilon: operation.epsilon, unbiased: true)
            learning.nodes[index].outputs = [node.outputs[0], fresh, fresh + 1]
            found.append(RunningStatistics(mean: mean, variance: variance, channels: tensor.count, first: first))
            (fresh, first) = (fresh + 2, first + 2 * tensor.count)
        }
        return (learning, found)
    }

    /// Everything that a gradient may be wanted of: what no setting is computed from.
    private static func constants(_ graph: Graph) -> [Graph.ValueID] {
        var settings: Set<Graph.ValueID> = []
        for node in graph.nodes.reversed() {
            let operation = node.operation
            settings.formUnion(operation.settings.compactMap { $0 < node.inputs.count ? node.inputs[$0] : nil })
            guard !operation.readsShapesOnly, node.outputs.contains(where: settings.contains) else { continue }
            settings.formUnion(node.inputs.compactMap(\.self))
        }
        return graph.constants.compactMap { id, constant in
            guard case .real = constant, !settings.contains(id) else { return nil }
            return id
        }
    }

    /// The activation that has the fewest elements; of several the first.
    private static func bottleneck(_ bound: BoundGraph<Float>) -> Graph.ValueID? {
        let activations = bound.schedule.filter { node in
            guard let value = node.inputs.first ?? nil, bound.dependent[value] else { return false }
            if let unary = node.operation as? Unary { return unary.function.isActivation }
            return node.operation is Activation || node.operation is PRelu
        }
        let values = activations.map { $0.outputs[0] }.filter { $0 != bound.outputValue && bound.fits($0) }
        return values.min { bound.values[$0]!.shape.reduce(1, *) < bound.values[$1]!.shape.reduce(1, *) }
    }
}

extension TrainableGraph {
    /// The constants that nodes use as weights, be it through nodes that only rearrange them, in the order of first
    /// use.
    private static func weights(_ bound: BoundGraph<Float>, _ graph: Graph) -> [LearnedWeight] {
        var (found, first) = ([LearnedWeight](), 0)
        var sources: [Graph.ValueID: Graph.ValueID] = [:]
        let fromInput = reached(bound)
        let shapes = { (id: Graph.ValueID?) in id.flatMap { bound.values[$0]?.shape } ?? [] }
        for node in bound.schedule {
            let origin = { (id: Graph.ValueID) in graph.constants[id] != nil ? id : sources[id] }
            guard node.inputs.contains(where: { $0.map(fromInput.contains) ?? false }) else {
                if let source = node.inputs.first.flatMap({ $0 }).flatMap(origin), rearranges(node.operation) {
                    for output in node.outputs { sources[output] = source }
                }
                continue
            }
            for (index, input) in node.inputs.enumerated() {
                guard let input, !fromInput.contains(input), let value = origin(input),
                    let role = WeightRule.role(plain(node), index, shapes),
                    !found.contains(where: { $0.value == value }),
                    case .real(let tensor)? = graph.constants[value]
                else { continue }
                found.append(
                    LearnedWeight(
                        value: value, shape: tensor.shape, range: first..<first + tensor.count, role: role,
                        isRectified: isRectified(node, bound)))
                first += tensor.count
            }
        }
        return found
    }

    /// The node as it stands in the graph: what learns with the statistics of the batch is a BatchNormalization.
    private static func plain(_ node: Graph.Node) -> Graph.Node {
        guard node.operation is TrainingNormalization else { return node }
        var node = node
        node.operation = BatchNormalization()
        return node
    }

    static func rearranges(_ operation: any Operation) -> Bool {
        switch operation {
        case is Identity, is Reshape, is Flatten, is Squeeze, is Unsqueeze, is Cast, is Transpose: true
        default: false
        }
    }

    /// The values that depend on the model's input, not only on weights.
    private static func reached(_ bound: BoundGraph<Float>) -> Set<Graph.ValueID> {
        bound.schedule.reduce(into: [bound.inputValue]) { reached, node in
            if node.inputs.contains(where: { $0.map(reached.contains) ?? false }) { reached.formUnion(node.outputs) }
        }
    }

    /// Whether the next activation after a node is a rectifier; a sum, a normalization or a pooling may lie between.
    private static func isRectified(_ node: Graph.Node, _ bound: BoundGraph<Float>) -> Bool {
        var value = node.outputs[0]
        for next in bound.schedule where next.inputs.first == value || next.inputs.dropFirst().first == value {
            if WeightRule.isRectifier(next.operation) { return true }
            // SiLU and others as exporters write them out: x·σ(x).
            if (next.operation as? Unary)?.function == .sigmoid {
                return bound.schedule.contains { product in
                    (product.operation as? Binary)?.function == .multiply && product.inputs.contains(value)
                        && product.inputs.contains(next.outputs[0])
                }
            }
            guard next.operation is TrainingNormalization || next.operation is MaxPool || next.operation is Binary
            else { return false }
            value = next.outputs[0]
        }
        return false
    }
}
