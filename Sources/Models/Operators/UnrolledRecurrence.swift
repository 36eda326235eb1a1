// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The operations of a recurrence, step by step. The values 0 to 7 are its inputs.
struct UnrolledRecurrence {
    private let layer: Recurrence
    private let steps: Int
    private let samples: Int
    private let given: [Bool]
    private(set) var nodes: [Graph.Node] = []
    private(set) var constants: [Graph.ValueID: Graph.Constant] = [:]
    /// y, the last h, and LSTM's last c.
    private(set) var outputs: [Graph.ValueID] = []
    private var next = 8

    init(_ layer: Recurrence, steps: Int, samples: Int, given: [Bool]) {
        (self.layer, self.steps, self.samples, self.given) = (layer, steps, samples, given)
        var (sequences, hidden, cells): ([Graph.ValueID], [Graph.ValueID], [Graph.ValueID]) = ([], [], [])
        for (number, isReverse) in layer.direction.isReverse.enumerated() {
            let (states, last) = run(number, isReverse)
            sequences.append(add(Concat(axis: 0), isReverse ? states.reversed() : states))
            hidden.append(reshaped(last.hidden, [1, samples, layer.units]))
            if let cell = last.cell { cells.append(reshaped(cell, [1, samples, layer.units])) }
        }
        outputs = [add(Concat(axis: 1), sequences), add(Concat(axis: 0), hidden)]
        if !cells.isEmpty { outputs.append(add(Concat(axis: 0), cells)) }
    }

    private struct State {
        var hidden: Graph.ValueID
        var cell: Graph.ValueID?
    }

    /// The weights of one direction.
    private struct Weights {
        /// x·Wᵀ + Wb for all steps, [T·N, G·H].
        let products: Graph.ValueID
        let recurrent: Graph.ValueID
        let bias: Graph.ValueID?
        let peepholes: Graph.ValueID?
        let functions: [any Operation]
    }

    private mutating func add(_ operation: any Operation, _ inputs: [Graph.ValueID?]) -> Graph.ValueID {
        parts(operation, inputs, 1)[0]
    }

    private mutating func add(_ operation: any Operation, _ inputs: Graph.ValueID?...) -> Graph.ValueID {
        add(operation, inputs)
    }

    private mutating func parts(
        _ operation: any Operation, _ inputs: [Graph.ValueID?], _ count: Int
    ) -> [Graph.ValueID] {
        let ids = Array(next..<next + count)
        next += count
        nodes.append(Graph.Node(name: layer.name, operation: operation, inputs: inputs, outputs: ids))
        return ids
    }

    private mutating func reshaped(_ value: Graph.ValueID, _ shape: [Int]) -> Graph.ValueID {
        add(Reshape(target: shape), value)
    }

    /// Rows or columns from `start` on, up to `end`.
    private mutating func part(_ value: Graph.ValueID, _ start: Int, _ end: Int, axis: Int) -> Graph.ValueID {
        add(Slice(starts: [start], ends: [end], axes: [axis]), value)
    }

    /// The part of input `index` for one direction, as a tensor of `shape`; nil if the input is absent.
    private mutating func input(_ index: Int, _ number: Int, _ shape: [Int]) -> Graph.ValueID? {
        guard given[index] else { return nil }
        return reshaped(part(index, number, number + 1, axis: 0), shape)
    }

    private mutating func weights(_ number: Int) -> Weights {
        let (units, rows) = (layer.units, layer.cell.gates * layer.units)
        let bias = input(3, number, [2 * rows])
        let x = reshaped(0, [steps * samples, -1])
        let w = input(1, number, [rows, -1])
        let products = add(Gemm(transposeB: true), x, w, bias.map { part($0, 0, rows, axis: 0) })
        let functions = layer.functions[(number * layer.cell.functions)...].prefix(layer.cell.functions)
        return Weights(
            products: products, recurrent: input(2, number, [rows, units])!,
            bias: bias.map { part($0, rows, 2 * rows, axis: 0) }, peepholes: input(7, number, [3, units]),
            functions: Array(functions))
    }

    /// All states of one direction in the order of the steps, each [1, 1, N, H], and the last one.
    private mutating func run(_ number: Int, _ isReverse: Bool) -> ([Graph.ValueID], State) {
        let weights = weights(number)
        var state = State(
            hidden: firstState(5, number), cell: layer.cell == .lstm ? firstState(6, number) : nil)
        var states: [Graph.ValueID] = []
        for index in 0..<steps {
            let step = isReverse ? steps - 1 - index : index
            let x = part(weights.products, step * samples, (step + 1) * samples, axis: 0)
            switch layer.cell {
            case .lstm: state = lstm(x, state, weights)
            case .gru: state.hidden = gru(x, state.hidden, weights)
            case .simple:
                let sum = add(Binary(.add), x, product(state.hidden, weights.recurrent, weights.bias))
                state.hidden = apply(weights.functions[0], sum)
            }
            states.append(reshaped(state.hidden, [1, 1, samples, layer.units]))
        }
        return (states, state)
    }

    /// The given state, which may be one for all samples, or zero.
    private mutating func firstState(_ index: Int, _ number: Int) -> Graph.ValueID {
        if let state = input(index, number, [-1, layer.units]) { return state }
        next += 1
        constants[next - 1] = .real(Tensor(repeating: 0, shape: [1, layer.units]))
        return next - 1
    }

    /// h·Rᵀ + b
    private mutating func product(_ h: Graph.ValueID, _ r: Graph.ValueID, _ b: Graph.ValueID?) -> Graph.ValueID {
        add(Gemm(transposeB: true), h, r, b)
    }

    private mutating func apply(_ function: any Operation, _ x: Graph.ValueID) -> Graph.ValueID {
        guard let clip = layer.clip else { return add(function, x) }
        return add(function, add(Clip(low: -clip, high: clip), x))
    }

    /// C' = f ⊙ C + i ⊙ g(c) and H' = o ⊙ h(C'), where the gates i and f see C, and o sees C', through peepholes.
    private mutating func lstm(_ x: Graph.ValueID, _ state: State, _ weights: Weights) -> State {
        let (f, g, h) = (weights.functions[0], weights.functions[1], weights.functions[2])
        let sum = add(Binary(.add), x, product(state.hidden, weights.recurrent, weights.bias))
        var gates = parts(Split(axis: 1, parts: 4), [sum], 4)
        func peep(_ gate: Int, _ row: Int, _ cell: Graph.ValueID, _ unrolled: inout UnrolledRecurrence) {
            guard let peepholes = weights.peepholes else { return }
            let share = unrolled.add(Binary(.multiply), unrolled.part(peepholes, row, row + 1, axis: 0), cell)
            gates[gate] = unrolled.add(Binary(.add), gates[gate], share)
        }
        peep(0, 0, state.cell!, &self)
        peep(2, 2, state.cell!, &self)
        let kept = add(Binary(.multiply), apply(f, gates[2]), state.cell)
        let new = add(Binary(.multiply), apply(f, gates[0]), apply(g, gates[3]))
        let cell = add(Binary(.add), kept, new)
        peep(1, 1, cell, &self)
        return State(hidden: add(Binary(.multiply), apply(f, gates[1]), add(h, cell)), cell: cell)
    }

    /// H' = (1 − z) ⊙ n + z ⊙ H with n = g(x + (r ⊙ H)·Rᵀ + b), or g(x + r ⊙ (H·Rᵀ + b)) if the reset comes after.
    private mutating func gru(_ x: Graph.ValueID, _ hidden: Graph.ValueID, _ weights: Weights) -> Graph.ValueID {
        let units = layer.units
        let (f, g) = (weights.functions[0], weights.functions[1])
        let own = parts(Split(axis: 1, parts: 3), [x], 3)
        let first = part(weights.recurrent, 0, 2 * units, axis: 0)
        let last = part(weights.recurrent, 2 * units, 3 * units, axis: 0)
        let biases = weights.bias.map { (part($0, 0, 2 * units, axis: 0), part($0, 2 * units, 3 * units, axis: 0)) }
        let back = parts(Split(axis: 1, parts: 2), [product(hidden, first, biases?.0)], 2)
        let update = apply(f, add(Binary(.add), own[0], back[0]))
        let reset = apply(f, add(Binary(.add), own[1], back[1]))
        let memory =
            layer.resetsAfter
            ? add(Binary(.multiply), reset, product(hidden, last, biases?.1))
            : product(add(Binary(.multiply), reset, hidden), last, biases?.1)
        let candidate = apply(g, add(Binary(.add), own[2], memory))
        let new = add(Binary(.multiply), add(Unary(.affine(scale: -1, offset: 1)), update), candidate)
        return add(Binary(.add), new, add(Binary(.multiply), update, hidden))
    }
}
