// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Maximum pooling.
struct PoolingStep<Scalar: Real>: LaneStep {
    let x: Graph.ValueID
    let y: Graph.ValueID
    let window: Window
    let planes: Int

    var results: [Graph.ValueID] { [y] }
    var keepsResults: Bool { true }

    func forward(_ emitter: inout LaneEmitter<Scalar>) {
        emitter.program.appendMaxima(window, planes: planes, x: emitter.at(x), y: emitter.at(y))
    }

    func adjoint(_ emitter: inout LaneEmitter<Scalar>) {
        guard let given = emitter.slope(y) else { return }
        let (target, adds) = emitter.receive(x)
        emitter.program.appendMaximaAdjoint(
            window, planes: planes, adds: adds, x: emitter.at(x), y: emitter.at(y), dy: given, dx: target)
    }
}
