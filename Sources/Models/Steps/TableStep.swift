// SPDX-License-Identifier: Apache-2.0
import Tensors

/// y = A·x + b with a sparse A: moving, repeating, averaging, interpolating.
struct TableStep<Scalar: Real>: LaneStep {
    let x: Graph.ValueID
    let y: Graph.ValueID
    let table: LaneTable<Scalar>

    var results: [Graph.ValueID] { [y] }

    func forward(_ emitter: inout LaneEmitter<Scalar>) {
        let (from, to) = (emitter.at(x), emitter.at(y))
        table.append(to: &emitter.program, x: from, y: to)
    }

    func adjoint(_ emitter: inout LaneEmitter<Scalar>) {
        guard let given = emitter.slope(y) else { return }
        let (target, adds) = emitter.receive(x)
        table.adjoint.append(to: &emitter.program, x: given, y: target, adds: adds)
    }
}

/// A part of a joined value that could not be computed where it belongs: a copy, or constants.
struct PartStep<Scalar: Real>: LaneStep {
    /// nil for the constants of `table`.
    let x: Graph.ValueID?
    let y: Graph.ValueID
    var table: LaneTable<Scalar>?

    var results: [Graph.ValueID] { [y] }

    func forward(_ emitter: inout LaneEmitter<Scalar>) {
        let to = emitter.at(y)
        if let x {
            let from = emitter.at(x)
            emitter.program.append(
                .map(.copy, count: emitter.count(y), adds: false, a: from, b: from, c: from, y: to))
        } else {
            table?.append(to: &emitter.program, x: to, y: to)
        }
    }

    func adjoint(_ emitter: inout LaneEmitter<Scalar>) {
        guard let x, emitter.slope(y) != nil else { return }
        emitter.pass(y, to: x)
    }
}

/// y = scale·x + offset, constants for every run of elements.
struct AffineStep<Scalar: Real>: LaneStep {
    let x: Graph.ValueID
    let y: Graph.ValueID
    let run: Int
    let scale: [Scalar]
    let offset: [Scalar]?
    /// Of numbers that are learned.
    var scaleSources: [Int32]?
    var offsetSources: [Int32]?

    var results: [Graph.ValueID] { [y] }

    func forward(_ emitter: inout LaneEmitter<Scalar>) {
        let (from, to) = (emitter.at(x), emitter.at(y))
        emitter.program.appendAffine(
            count: emitter.count(y), run: run, scale: scale, offset: offset, x: from, y: to,
            scaleSources: scaleSources, offsetSources: offsetSources)
    }

    func adjoint(_ emitter: inout LaneEmitter<Scalar>) {
        guard let given = emitter.slope(y) else { return }
        if scaleSources != nil || offsetSources != nil {
            emitter.program.appendAffineWeights(
                count: emitter.count(y), run: run, x: scaleSources == nil ? given : emitter.at(x), dy: given,
                scaleSources: scaleSources, offsetSources: offsetSources)
        }
        guard emitter.isWanted(x) else { return }
        if scaleSources == nil, scale.allSatisfy({ $0 == 1 }) { return emitter.pass(y, to: x) }
        let (target, adds) = emitter.receive(x)
        emitter.program.appendAffine(
            count: emitter.count(y), run: run, scale: scale, offset: nil, adds: adds, x: given, y: target,
            scaleSources: scaleSources)
    }
}
