// SPDX-License-Identifier: Apache-2.0
import Tensors

extension LaneLowering {
    /// Appends the steps of one node; false if it has no form in lanes.
    mutating func lower(_ node: Graph.Node, _ index: Int) -> Bool {
        guard graph.learnsInLanes(node) else { return false }
        if let split = node.operation as? Split { return MovementRules.split(split, node, &self) }
        guard let first = node.inputs.first ?? nil, let output = node.outputs.first, graph.fits(output),
            node.outputs.dropFirst().allSatisfy({ readers[$0].isEmpty && !isSpecial($0) })
        else { return false }
        let varying = node.inputs.compactMap(\.self).filter { graph.dependent[$0] }
        guard varying.allSatisfy(graph.fits) else { return false }
        if let done = MovementRules.join(node, output, &self) { return done }
        guard graph.dependent[first] else { return ElementwiseRules.pair(node, output, &self) }
        guard let shape = graph.sampleShape(first), let result = graph.sampleShape(output) else { return false }
        if varying.count > 1 { return ElementwiseRules.pair(node, output, &self) || lowerProduct(node, output) }
        let layer = LaneLayer(node: node, x: first, y: output, from: shape, to: result)
        return lowerAlias(layer) || lowerConvolution(layer, index) || lowerDense(layer)
            || ElementwiseRules.map(layer, &self) || ElementwiseRules.constantPair(layer, &self)
            || lowerNormalization(layer) || MovementRules.move(layer, &self)
    }

    /// Operators that change the shape alone.
    private mutating func lowerAlias(_ layer: LaneLayer) -> Bool {
        switch layer.node.operation {
        case is Identity, is Dropout, is Reshape, is Flatten, is Squeeze, is Unsqueeze, is Cast:
            guard layer.from.reduce(1, *) == layer.to.reduce(1, *) else { return false }
            alias(layer.y, of: layer.x)
            return true
        default: return false
        }
    }

    private mutating func lowerDense(_ layer: LaneLayer) -> Bool {
        let gemm: Gemm
        switch layer.node.operation {
        case let operation as Gemm where layer.from.count == 1: gemm = operation
        case is MatMul: gemm = Gemm()
        default: return false
        }
        guard !gemm.transposeA, let b = graph.constant(layer.input(1)), b.rank == 2, let width = layer.from.last
        else { return false }
        let (inputs, outputs) = gemm.transposeB ? (b.shape[1], b.shape[0]) : (b.shape[0], b.shape[1])
        guard inputs == width else { return false }
        var weights = gemm.transposeB ? b.elements : b.transposed([1, 0]).elements
        if gemm.alpha != 1 { weights = weights.map { $0 * Scalar(gemm.alpha) } }
        var bias = [Scalar](repeating: 0, count: outputs)
        if let value = layer.input(2) {
            guard let c = graph.constant(value, over: [outputs]) else { return false }
            bias = c.map { Scalar(gemm.beta) * $0 }
        }
        let sources = graph.learned(layer.input(1)).map { indices in
            LaneSources(
                weights: (gemm.transposeB ? indices : indices.transposed([1, 0])).elements,
                bias: graph.learned(layer.input(2), over: [outputs]))
        }
        append(
            DenseStep(
                x: layer.x, y: layer.y, positions: layer.from.dropLast().reduce(1, *), rows: outputs, columns: inputs,
                weights: weights, bias: bias, sources: sources))
        return true
    }

    /// A product of matrices that both depend on the input, as attention has them.
    private mutating func lowerProduct(_ node: Graph.Node, _ output: Graph.ValueID) -> Bool {
        guard node.operation is MatMul, node.inputs.count == 2, let left = node.inputs[0], let right = node.inputs[1],
            let a = graph.sampleShape(left), let b = graph.sampleShape(right), a.count >= 2, a.count == b.count,
            a.dropLast(2) == b.dropLast(2)
        else { return false }
        let (rows, terms, columns) = (a[a.count - 2], a[a.count - 1], b[b.count - 1])
        append(
            MatrixStep<Scalar>(
                a: left, b: right, c: output, count: a.dropLast(2).reduce(1, *), rows: rows, columns: columns,
                terms: terms))
        return true
    }

    private mutating func lowerNormalization(_ layer: LaneLayer) -> Bool {
        let inner = layer.from.dropFirst().reduce(1, *)
        switch layer.node.operation {
        case let softmax as Softmax: return lowerSoftmax(softmax, layer)
        case let operation as BatchNormalization:
            guard let (factor, offset) = try? operation.affine(graph.inputs(layer.node)) else { return false }
            append(
                AffineStep(x: layer.x, y: layer.y, run: inner, scale: factor.elements, offset: offset.elements))
            return true
        case let operation as TrainingNormalization: return lowerStatistics(operation, layer, length: inner)
        case let operation as LayerNormalization:
            let axis = operation.axis < 0 ? operation.axis + layer.from.count : operation.axis - 1
            guard axis >= 0, axis < layer.from.count else { return false }
            return standardize(layer, length: layer.from[axis...].reduce(1, *), epsilon: operation.epsilon)
        case let operation as InstanceNormalization:
            return standardize(layer, length: inner, epsilon: operation.epsilon, perChannel: true)
        case let operation as GroupNormalization:
            guard operation.groups > 0, layer.from[0] % operation.groups == 0 else { return false }
            return standardize(
                layer, length: layer.from.reduce(1, *) / operation.groups, epsilon: operation.epsilon,
                perChannel: true)
        default: return false
        }
    }

    /// Statistics of the batch; nothing reads the running ones inside of the graph.
    private mutating func lowerStatistics(
        _ operation: TrainingNormalization, _ layer: LaneLayer, length: Int
    ) -> Bool {
        guard let scale = graph.learned(layer.input(1)), let bias = graph.learned(layer.input(2)),
            let mean = layer.input(3), let statistics = graph.statistics[mean]
        else { return false }
        append(
            BatchStep<Scalar>(
                x: layer.x, y: layer.y, channels: layer.from[0], length: length, epsilon: operation.epsilon,
                momentum: operation.momentum, scale: scale.elements, bias: bias.elements, statistics: statistics))
        return true
    }

    private mutating func lowerSoftmax(_ softmax: Softmax, _ layer: LaneLayer) -> Bool {
        let axis = softmax.axis < 0 ? softmax.axis + layer.from.count : softmax.axis - 1
        guard axis >= 0, axis < layer.from.count else { return false }
        let flat = softmax.flattening
        append(
            SoftmaxStep<Scalar>(
                x: layer.x, y: layer.y, outer: layer.from[..<axis].reduce(1, *),
                extent: flat ? layer.from[axis...].reduce(1, *) : layer.from[axis],
                inner: flat ? 1 : layer.from[(axis + 1)...].reduce(1, *), logarithm: softmax.logarithm))
        return true
    }

    /// A standardization followed by scale and bias.
    private mutating func standardize(
        _ layer: LaneLayer, length: Int, epsilon: Double, perChannel: Bool = false
    ) -> Bool {
        func spread(_ index: Int, missing: Scalar) -> [Scalar]? {
            guard let value = layer.input(index) else { return Array(repeating: missing, count: layer.count) }
            guard perChannel else { return graph.constant(value, over: layer.from) }
            guard let tensor = graph.constant(value), tensor.count > 0, layer.from[0] % tensor.count == 0 else {
                return nil
            }
            let repeated = layer.count / tensor.count
            return tensor.elements.flatMap { Array(repeating: $0, count: repeated) }
        }
        func sources(_ index: Int) -> [Int32]? {
            guard perChannel else { return graph.learned(layer.input(index), over: layer.from) }
            return graph.learned(layer.input(index)).map { indices in
                indices.elements.flatMap { Array(repeating: $0, count: layer.count / indices.count) }
            }
        }
        guard length > 0, let scale = spread(1, missing: 1), let offset = spread(2, missing: 0) else { return false }
        let standard = freshValue(count: layer.count)
        append(StandardizationStep<Scalar>(x: layer.x, y: standard, length: length, epsilon: epsilon))
        appendAffine(
            layer, of: standard, scale: scale, offset: offset, scaleSources: sources(1), offsetSources: sources(2))
        return true
    }

    /// y = scale·x + offset with one number of each for every element, in the longest runs that they allow.
    /// Of learned numbers it is their sources that have to be the same.
    mutating func appendAffine(
        _ layer: LaneLayer, of x: Graph.ValueID, scale: [Scalar], offset: [Scalar], scaleSources: [Int32]? = nil,
        offsetSources: [Int32]? = nil
    ) {
        let runs = layer.to.indices.map { layer.to[$0...].reduce(1, *) } + [1]
        func isConstant(_ values: [some Equatable], _ run: Int) -> Bool {
            values.indices.allSatisfy { values[$0] == values[$0 / run * run] }
        }
        let run =
            runs.first { run in
                (scaleSources.map { isConstant($0, run) } ?? isConstant(scale, run))
                    && (offsetSources.map { isConstant($0, run) } ?? isConstant(offset, run))
            } ?? 1
        func first<T>(_ values: [T]) -> [T] { stride(from: 0, to: values.count, by: run).map { values[$0] } }
        append(
            AffineStep(
                x: x, y: layer.y, run: run, scale: first(scale),
                offset: offsetSources != nil || offset.contains { $0 != 0 } ? first(offset) : nil,
                scaleSources: scaleSources.map { first($0) }, offsetSources: offsetSources.map { first($0) }))
    }
}

/// A node with one varying input: what it reads and computes, with the shapes of a sample.
struct LaneLayer {
    let node: Graph.Node
    let x: Graph.ValueID
    let y: Graph.ValueID
    let from: [Int]
    let to: [Int]

    var count: Int { to.reduce(1, *) }

    /// Input `index` of the node; nil if it is absent.
    func input(_ index: Int) -> Graph.ValueID? { index < node.inputs.count ? node.inputs[index] : nil }
}

extension BoundGraph {
    /// The values of a node's inputs at the last forward pass.
    func inputs(_ node: Graph.Node) -> [Value<Scalar>?] { node.inputs.map { $0.flatMap { values[$0] } } }
}
