// SPDX-License-Identifier: Apache-2.0
import Tensors

/// One operator of a graph on a block of sixteen samples. Places are offsets into the block's memory, in vectors.
enum LaneStep<Scalar: Real>: Sendable {
    case convolution(LaneConvolution<Scalar>)
    case dense(LaneDense<Scalar>)
    case pooling(LanePooling)
    case picking(LanePicking)
    /// Works in place: its x and y are the same value.
    case activation(LaneActivation)

    /// Vectors of scratch memory that the step needs.
    var scratchCount: Int {
        if case .convolution(let convolution) = self { convolution.scratchCount } else { 0 }
    }

    /// y from x.
    func forward(_ memory: inout [Scalar], x: LaneValue, y: LaneValue, scratch: Int) {
        switch self {
        case .convolution(let layer): layer.forward.apply(&memory, x: x.offset, y: y.offset, scratch: scratch)
        case .dense(let layer): layer.forward(&memory, x: x.offset, y: y.offset)
        case .pooling(let layer): layer.forward(&memory, x: x.offset, y: y.offset)
        case .picking(let layer): layer.forward(&memory, x: x.offset, y: y.offset)
        case .activation(let function): function.forward(&memory, y: y.offset, count: y.count)
        }
    }

    /// x̄ from ȳ.
    func adjoint(_ memory: inout [Scalar], x: LaneValue, y: LaneValue, scratch: Int) {
        switch self {
        case .convolution(let layer): layer.adjoint.apply(&memory, x: y.slope, y: x.slope, scratch: scratch)
        case .dense(let layer): layer.adjoint(&memory, dy: y.slope, dx: x.slope)
        case .pooling(let layer): layer.adjoint(&memory, x: x.offset, y: y.offset, dy: y.slope, dx: x.slope)
        case .picking(let layer): layer.adjoint(&memory, dy: y.slope, dx: x.slope)
        case .activation(let function): function.adjoint(&memory, y: y.offset, dy: y.slope, count: y.count)
        }
    }
}

/// Where a value of the graph (`offset`) and its cotangent (`slope`) lie in a block's memory, in vectors.
struct LaneValue: Sendable {
    var offset: Int
    var slope: Int
    var count: Int
}
