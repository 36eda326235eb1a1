// SPDX-License-Identifier: Apache-2.0
import Tensors

/// y = φ(x), element by element; in place if x and y share their memory.
struct MapStep<Scalar: Real>: LaneStep {
    let x: Graph.ValueID
    let y: Graph.ValueID
    let function: LaneFunction
    let slope: LaneFunction
    let isInPlace: Bool

    var results: [Graph.ValueID] { [y] }
    var keepsResults: Bool { true }

    func forward(_ emitter: inout LaneEmitter<Scalar>) {
        let (from, to) = (emitter.at(x), emitter.at(y))
        emitter.program.append(
            .map(function, count: emitter.count(y), adds: false, a: from, b: from, c: from, y: to))
    }

    func adjoint(_ emitter: inout LaneEmitter<Scalar>) {
        guard let given = emitter.slope(y) else { return }
        let (argument, value) = (emitter.at(x), emitter.at(y))
        let (target, adds) = isInPlace ? (given, false) : emitter.receive(x)
        emitter.program.append(
            .map(slope, count: emitter.count(y), adds: adds, a: given, b: argument, c: value, y: target))
    }
}

/// z = x ∘ y of two values of one shape.
struct PairStep<Scalar: Real>: LaneStep {
    let left: Graph.ValueID
    let right: Graph.ValueID
    let result: Graph.ValueID
    let function: BinaryFunction
    /// Whether either operand depends on the model's input.
    var varies = (left: true, right: true)

    var results: [Graph.ValueID] { [result] }

    func forward(_ emitter: inout LaneEmitter<Scalar>) {
        let (a, b, to) = (emitter.at(left), emitter.at(right), emitter.at(result))
        emitter.program.append(
            .map(.binary(function), count: emitter.count(result), adds: false, a: a, b: b, c: b, y: to))
    }

    func adjoint(_ emitter: inout LaneEmitter<Scalar>) {
        guard let given = emitter.slope(result) else { return }
        let isLinear = function == .add || function == .subtract
        if varies.right, function != .add {
            share(right, .right, given, isLinear, &emitter)
        } else if varies.right, varies.left {
            let (target, adds) = emitter.receive(right)
            emitter.program.append(
                .map(.copy, count: emitter.count(result), adds: adds, a: given, b: given, c: given, y: target))
        } else if varies.right {
            emitter.pass(result, to: right)
        }
        guard varies.left else { return }
        if isLinear { emitter.pass(result, to: left) } else { share(left, .left, given, false, &emitter) }
    }

    private func share(
        _ operand: Graph.ValueID, _ side: Operand, _ given: Int, _ isLinear: Bool,
        _ emitter: inout LaneEmitter<Scalar>
    ) {
        let (target, adds) = emitter.receive(operand)
        let (a, b) = isLinear ? (given, given) : (emitter.at(left), emitter.at(right))
        emitter.program.append(
            .map(
                .binarySlope(function, side), count: emitter.count(result), adds: adds, a: given, b: a, c: b,
                y: target))
    }
}
