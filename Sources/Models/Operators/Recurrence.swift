// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

/// What a recurrent layer computes in each step, with the number of its gates.
public enum RecurrentCell: String, Sendable {
    /// Gates input, output, forget, cell.
    case lstm = "LSTM"
    /// Gates update, reset, hidden.
    case gru = "GRU"
    case simple = "RNN"

    public var gates: Int {
        switch self {
        case .lstm: 4
        case .gru: 3
        case .simple: 1
        }
    }

    /// The functions of one direction: f, g, h for LSTM, f, g for GRU, f otherwise.
    public var functions: Int {
        switch self {
        case .lstm: 3
        case .gru: 2
        case .simple: 1
        }
    }
}

/// The order of the time steps; both directions have weights of their own.
public enum RecurrentDirection: String, Sendable {
    case forward, reverse, bidirectional

    var isReverse: [Bool] {
        switch self {
        case .forward: [false]
        case .reverse: [true]
        case .bidirectional: [false, true]
        }
    }

    public var count: Int { isReverse.count }
}

/// A recurrent layer over sequences of equal length, as ONNX defines LSTM, GRU and RNN.
///
/// With D directions, G gates and H units, the inputs are x[T, N, I], weights [D, G·H, I], recurrent weights [D, G·H, H],
/// and, each optional: biases [D, 2·G·H], lengths, the first states h and c, [D, N, H], and LSTM's peepholes [D, 3·H].
/// The outputs are y[T, D, N, H], and the last h and c, [D, N, H].
public struct Recurrence: Operation {
    public let cell: RecurrentCell
    public let direction: RecurrentDirection
    public let units: Int
    /// The elementwise functions of all directions.
    public let functions: [any Operation]
    /// The largest absolute value before a function; nil: no limit.
    public let clip: Double?
    /// Whether GRU's reset gate applies behind the recurrent product.
    public let resetsAfter: Bool

    /// `functions` has `cell.functions` members for each direction; nil: sigmoid for f and tanh for the others.
    public init(
        _ cell: RecurrentCell, units: Int, direction: RecurrentDirection = .forward,
        functions: [any Operation]? = nil, clip: Double? = nil, resetsAfter: Bool = false
    ) {
        self.cell = cell
        self.units = units
        self.direction = direction
        self.clip = clip
        self.resetsAfter = resetsAfter
        let standard: [any Operation] =
            switch cell {
            case .lstm: [Unary(.sigmoid), Unary(.tanh), Unary(.tanh)]
            case .gru: [Unary(.sigmoid), Unary(.tanh)]
            case .simple: [Unary(.tanh)]
            }
        self.functions = functions ?? (0..<direction.count).flatMap { _ in standard }
    }

    public var name: String { cell.rawValue }

    /// The steps one after another, for inputs of these shapes.
    private func unrolled<T: Real>(_ inputs: [Value<T>?]) throws -> UnrolledRecurrence {
        let (x, weights, recurrent) = (try real(inputs, 0), try real(inputs, 1), try real(inputs, 2))
        let directions = direction.count
        guard x.rank == 3, (1...1 << 24).contains(units), functions.count == directions * cell.functions else {
            throw mismatch("an input \(x.shape), \(units) units, \(functions.count) functions")
        }
        let (steps, samples) = (x.shape[0], x.shape[1])
        guard steps > 0, steps <= 1 << 14, weights.shape == [directions, cell.gates * units, x.shape[2]],
            recurrent.shape == [directions, cell.gates * units, units]
        else { throw mismatch("weights \(weights.shape) and \(recurrent.shape) for an input \(x.shape)") }
        for (index, length) in [(3, 2 * cell.gates * units), (7, 3 * units)] {
            guard let given = try optionalReal(inputs, index) else { continue }
            guard given.shape == [directions, length] else { throw mismatch("the input \(index) of \(given.shape)") }
        }
        for index in 5...6 {
            guard let state = try optionalReal(inputs, index) else { continue }
            guard state.rank == 3, [1, samples].contains(state.shape[1]), state.shape[0] == directions,
                state.shape[2] == units
            else { throw mismatch("a first state of \(state.shape) for \(samples) samples") }
        }
        if let lengths = try integers(inputs, 4), lengths.contains(where: { $0 != steps }) {
            throw mismatch("sequences of different lengths, \(lengths.min() ?? 0) to \(steps), are not supported")
        }
        let given = (0..<8).map { $0 < inputs.count && inputs[$0] != nil }
        return UnrolledRecurrence(self, steps: steps, samples: samples, given: given)
    }

    private func values<T: Real>(
        _ unrolled: UnrolledRecurrence, _ inputs: [Value<T>?]
    ) throws -> [Graph.ValueID: Value<T>] {
        var values: [Graph.ValueID: Value<T>] = [:]
        for (index, input) in inputs.enumerated() { values[index] = input }
        for (id, constant) in unrolled.constants { values[id] = constant.value() }
        for node in unrolled.nodes {
            let results = try node.evaluated(node.inputs.map { $0.flatMap { values[$0] } })
            for (id, result) in zip(node.outputs, results) { values[id] = result }
        }
        return values
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let unrolled = try unrolled(inputs)
        let values = try values(unrolled, inputs)
        return unrolled.outputs.map { values[$0]! }
    }

    /// The reverse sweep through the steps.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        guard let unrolled = try? unrolled(context.inputs), let values = try? values(unrolled, context.inputs) else {
            return context.none
        }
        let targets = context.inputs.indices.filter { context.wanted[$0] }
        var cotangents: [Graph.ValueID: Tensor<T>] = [:]
        for (id, cotangent) in zip(unrolled.outputs, context.cotangents) { cotangents[id] = cotangent }
        ReverseSweep<T>(nodes: unrolled.nodes, targets: Set(targets), value: { values[$0] }).run(&cotangents)
        return context.gradients { cotangents[$0] ?? Tensor(zeros: context.real($0).shape) }
    }
}
