// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

/// A graph bound to a batch size: computes Φ and its feature maps in one forward sweep, and Jᵀ of both in one reverse
/// sweep.
///
/// It is a value: `init` folds constants and fixes shapes, and copies are independent, so each thread can own one. The
/// rows of a batch do not influence one another, and the same batch size gives the same bits.
public struct Execution<Scalar: Real>: Sendable {
    /// The convolution whose maps serve as the critic's rows: K maps of d' = H'·W' values.
    /// K
    public struct FirstConvolution: Hashable, Sendable {
        /// d'
        public let maps: Int
        public let length: Int
        /// Name of the convolution's node.
        public let node: String
    }

    public let batch: Int
    /// Shape of one sample in the model's layout, without the batch.
    public let sampleShape: [Int]
    /// Shape of one sample's output, without the batch.
    public let outputShape: [Int]
    public let inputName: String
    public let outputName: String
    /// nil if the model does not start with a convolution.
    public let firstConvolution: FirstConvolution?
    public let scale: InputScale
    /// Whether the graph's fixed batch size could not be made free, so that samples run in blocks of that size.
    public var runsInBlocks: Bool { parts.count > 1 || parts[0].batch != batch }

    /// a(z), the graph's own input: [batch, d].
    public internal(set) var modelInput: Tensor<Scalar>
    /// Φ(a(z)): [batch, outputCount].
    public internal(set) var output: Tensor<Scalar>
    /// The feature maps of the last `forward`, [batch, K, d'], copied at each call; nil without a first convolution.
    public var featureMaps: Tensor<Scalar>? {
        guard let first = firstConvolution else { return nil }
        var maps = Tensor<Scalar>(zeros: [batch, first.maps, first.length])
        if let lanes, let features = lanes.features {
            lanes.read(features, into: &maps.elements)
            return maps
        }
        guard failure == nil else { return Tensor(repeating: .nan, shape: maps.shape) }
        return gathered(maps.shape) { $0.featureMaps }
    }
    /// The failure of the last `forward`, whose output is then NaN throughout; nil after a success.
    public private(set) var failure: Failure?

    public let arithmetic: ModelArithmetic

    private(set) var parts: [BoundGraph<Scalar>]
    /// The graph on blocks of sixteen samples, if it has that form; `parts` then hold no values.
    var lanes: LaneGraph<Scalar>?

    /// d, the elements of one sample.
    public var sampleCount: Int { sampleShape.reduce(1, *) }
    /// Elements of one sample's output.
    public var outputCount: Int { outputShape.reduce(1, *) }

    /// Binds `graph` to `batch` samples.
    ///
    /// - Parameters:
    ///   - output: name of the output to use; nil: the only one, else the one with as many elements as the input.
    ///   - convolution: which convolution gives the feature maps, counted from 1.
    ///   - beforeSoftmax: take the output before a final Softmax or LogSoftmax (a classifier's logits).
    ///   - sampleShape: shape of a sample, for a graph that leaves more than the batch free.
    ///   - form: lanes if the graph allows it, or node by node; nil: lanes for `Float`, nodes for the `Double`
    ///     reference.
    /// - Throws: ``Base/Failure`` (refused), with the node's name and its inputs' shapes.
    public init(
        _ graph: Graph, batch: Int, scale: InputScale = .identity, output: String? = nil, convolution: Int = 1,
        beforeSoftmax: Bool = false, sampleShape: [Int]? = nil, form: ExecutionForm? = nil
    ) throws {
        precondition(batch > 0, "a batch of \(batch)")
        let request = BindingRequest(
            output: output, convolution: convolution, beforeSoftmax: beforeSoftmax, sampleShape: sampleShape)
        parts = try BoundGraph<Scalar>.parts(of: graph, batch: batch, request: request)
        let part = parts[0]
        let count = part.sampleShape.reduce(1, *)
        for values in [scale.scale.count, scale.offset.count] where values != 1 && values != count {
            throw Failure.refused(
                "scale-size", "the input scale has \(values) values, the model's input \(count)",
                hint: "give one value, or one for each of the \(count)")
        }
        self.batch = batch
        self.scale = scale
        self.sampleShape = part.sampleShape
        outputShape = part.outputShape
        inputName = part.inputName
        outputName = part.outputName
        firstConvolution = part.features.map { .init(maps: $0.maps, length: $0.length, node: $0.node) }
        arithmetic = ModelArithmetic(part)
        modelInput = Tensor(zeros: [batch, count])
        self.output = Tensor(zeros: [batch, part.outputShape.reduce(1, *)])
        if parts.count == 1, part.batch == batch, (form ?? (Scalar.self == Float.self ? .lanes : .nodes)) == .lanes {
            let block =
                batch == Lanes.count
                ? parts : (try? BoundGraph<Scalar>.parts(of: graph, batch: Lanes.count, request: request)) ?? []
            if block.count == 1, block[0].foldsAlike(part) { lanes = LaneGraph(block[0], batch: batch) }
        }
        if lanes != nil { parts[0].dropValues() }
    }

    /// Evaluates Φ at `z`, [batch, d] or [batch, sampleShape…] in [0,1], and keeps the activations; see ``failure``.
    public mutating func forward(_ z: Tensor<Scalar>) {
        precondition(z.count == batch * sampleCount, "\(z.shape) is not \(batch) samples of \(sampleShape)")
        failure = nil
        guard lanes == nil else {
            forwardInLanes(z.elements)
            failure = lanes?.failure
            if failure != nil { output = Tensor(repeating: .nan, shape: output.shape) }
            return
        }
        modelInput = scaled(z)
        do {
            for index in parts.indices { try parts[index].forward(block(modelInput, at: index, of: sampleCount)) }
            output = gathered([batch, outputCount]) { $0.output }
        } catch {
            failure = error as? Failure ?? Failure(.fault, code: "execution", "\(error)")
            output = Tensor(repeating: .nan, shape: output.shape)
        }
    }

    /// The gradient Jᵀȳ through the input scale, [batch, d], for the cotangents of `output` ([batch, outputCount]) and
    /// `featureMaps` ([batch, K, d']) at the last `forward`; a nil cotangent is zero.
    public mutating func inputGradient(
        output cotangent: Tensor<Scalar>?, featureMaps featureCotangent: Tensor<Scalar>? = nil
    ) -> Tensor<Scalar> {
        let shape = [batch, sampleCount]
        guard failure == nil else { return Tensor(repeating: .nan, shape: shape) }
        let length = firstConvolution.map { $0.maps * $0.length } ?? 0
        precondition(cotangent.map { $0.count == batch * outputCount } ?? true, "cotangent of another shape")
        precondition(featureCotangent.map { $0.count == batch * length } ?? true, "cotangent of another shape")
        if lanes != nil { return gradientInLanes(cotangent, featureCotangent) }
        let gradients = parts.indices.map { index in
            parts[index].inputGradient(
                output: cotangent.map { block($0, at: index, of: outputCount, padding: 0) },
                featureMaps: featureCotangent.map { block($0, at: index, of: length, padding: 0) })
        }
        let joined = gradients.count == 1 ? gradients[0] : Array(gradients.joined())
        return unscaled(joined.count == shape[0] * shape[1] ? joined : Array(joined.prefix(shape[0] * shape[1])), shape)
    }
}

extension Execution {
    /// a(z) = scale·z + offset, [batch, d].
    private func scaled(_ z: Tensor<Scalar>) -> Tensor<Scalar> {
        let shape = [batch, sampleCount]
        return scale.isIdentity
            ? z.reshaped(shape)
            : z.reshaped(shape).affine(scale: scale.scale.map { Scalar($0) }, offset: scale.offset.map { Scalar($0) })
    }

    private func unscaled(_ gradient: [Scalar], _ shape: [Int]) -> Tensor<Scalar> {
        let gradient = Tensor(shape: shape, elements: gradient)
        return scale.isIdentity ? gradient : gradient.affine(scale: scale.scale.map { Scalar($0) }, offset: [0])
    }

    /// The rows that part `index` computes. If the batch ends inside, the last sample, or `padding`, fills the rest.
    private func block(
        _ tensor: Tensor<Scalar>, at index: Int, of count: Int, padding: Scalar? = nil
    ) -> [Scalar] {
        let rows = parts[0].batch
        if rows == batch { return tensor.elements }
        let from = index * rows
        let to = min(from + rows, batch)
        var result = Array(tensor.elements[from * count..<to * count])
        while result.count < rows * count {
            result +=
                padding.map { Array(repeating: $0, count: count) }
                ?? Array(tensor.elements[(to - 1) * count..<to * count])
        }
        return result
    }

    private func gathered(_ shape: [Int], _ part: (BoundGraph<Scalar>) -> [Scalar]) -> Tensor<Scalar> {
        if parts.count == 1, parts[0].batch == batch { return Tensor(shape: shape, elements: part(parts[0])) }
        return Tensor(shape: shape, elements: Array(parts.map(part).joined().prefix(shape.reduce(1, *))))
    }
}

/// How a graph is computed.
public enum ExecutionForm: Sendable {
    /// Sixteen samples side by side; only for a graph that is one path of operators with this form.
    case lanes
    /// Node by node on whole batches, for any graph; lanes are tested against it.
    case nodes
}
