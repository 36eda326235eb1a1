// SPDX-License-Identifier: Apache-2.0
import Tensors

/// y = φ(x ∗ w + bias + addend), a convolution or a transposed one with what follows it; φ is a rectifier or nothing.
struct ConvolutionStep<Scalar: Real>: LaneStep {
    let x: Graph.ValueID
    let y: Graph.ValueID
    let forward: LaneCorrelation<Scalar>
    let adjoint: LaneCorrelation<Scalar>
    var addend: Graph.ValueID?
    /// The s of φ(y) = max(y, 0) + s·min(y, 0); nil without one.
    var slope: Double?

    var results: [Graph.ValueID] { [y] }
    var keepsResults: Bool { slope != nil }

    func forward(_ emitter: inout LaneEmitter<Scalar>) {
        let (from, to) = (emitter.at(x), emitter.at(y))
        let scratch = source(&emitter)
        let addend = addend.map { emitter.at($0) }
        forward.append(to: &emitter.program, x: from, y: to, scratch: scratch, addend: addend, slope: slope ?? 1)
    }

    /// The framed source, which the gradient of learned weights reads again.
    private func source(_ emitter: inout LaneEmitter<Scalar>) -> Int {
        forward.isLearned ? emitter.keep(forward.scratchCount, for: y) : emitter.buffer(forward.scratchCount)
    }

    /// The rectifier's slope is a mask on ȳ: it costs no pass of its own if ȳ is copied into a frame anyway and nothing
    /// else reads it.
    func adjoint(_ emitter: inout LaneEmitter<Scalar>) {
        guard let given = emitter.slope(y) else { return }
        let masksFrame = slope != nil && addend == nil && adjoint.isFramed && !forward.isLearned
        let value = slope == nil ? 0 : emitter.at(y)
        if let slope, !masksFrame {
            emitter.program.append(
                .map(
                    .unarySlope(slope == 0 ? .relu : .leakyRelu(slope: slope)), count: emitter.count(y), adds: false,
                    a: given, b: value, c: value, y: given))
        }
        if forward.isLearned {
            let source = forward.isFramed ? source(&emitter) : emitter.at(x)
            forward.appendWeights(to: &emitter.program, source: source, dy: given)
        }
        guard emitter.isWanted(x) else {
            if let addend { emitter.pass(y, to: addend) }
            return
        }
        let (target, adds) = emitter.receive(x)
        let scratch = emitter.buffer(adjoint.scratchCount)
        adjoint.append(
            to: &emitter.program, x: given, y: target, scratch: scratch, mask: masksFrame ? value : nil,
            maskSlope: slope ?? 0, addend: adds ? target : nil)
        if let addend { emitter.pass(y, to: addend) }
    }
}
