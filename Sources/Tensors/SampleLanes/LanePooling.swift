// SPDX-License-Identifier: Apache-2.0
import Kernels

/// Maximum pooling in lanes, x[planes, H, W] → y[planes, H', W'], and its adjoint.
public struct LanePooling: Sendable {
    private let window: planar_window
    private let planes: Int

    /// nil unless the window has one or two axes.
    public init?(_ window: Window, planes: Int) {
        guard let planar = planar_window(window) else { return nil }
        self.window = planar
        self.planes = planes
    }

    /// y from x; both are offsets into `memory` in vectors.
    public func forward<Scalar: Real>(_ memory: inout [Scalar], x: Int, y: Int) {
        memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return }
            Scalar.maxima(planes, window, base + x * Lanes.count, base + y * Lanes.count)
        }
    }

    /// x̄ (at `dx`, overwritten) from ȳ (at `dy`), x and y; all are offsets into `memory` in vectors.
    public func adjoint<Scalar: Real>(_ memory: inout [Scalar], x: Int, y: Int, dy: Int, dx: Int) {
        memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return }
            let (x, y) = (base + x * Lanes.count, base + y * Lanes.count)
            Scalar.maximaAdjoint(planes, window, x, y, base + dy * Lanes.count, base + dx * Lanes.count)
        }
    }
}

/// y[i] = x[indices[i]] in lanes, for permutations and nearest-neighbour resampling; the adjoint adds.
public struct LanePicking: Sendable {
    private let indices: [Int32]
    private let inputCount: Int

    /// Traps if an index lies outside 0..<inputCount.
    public init(_ indices: [Int], inputCount: Int) {
        precondition(indices.allSatisfy { (0..<inputCount).contains($0) }, "an index outside the input")
        self.indices = indices.map(Int32.init)
        self.inputCount = inputCount
    }

    /// y from x; both are offsets into `memory` in vectors.
    public func forward<Scalar: Real>(_ memory: inout [Scalar], x: Int, y: Int) {
        memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return }
            Scalar.pick(indices.count, indices, base + x * Lanes.count, base + y * Lanes.count)
        }
    }

    /// x̄ (at `dx`, overwritten) from ȳ (at `dy`): x̄[indices[i]] += ȳ[i]. Offsets count vectors.
    public func adjoint<Scalar: Real>(_ memory: inout [Scalar], dy: Int, dx: Int) {
        memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return }
            let (from, to) = (base + dy * Lanes.count, base + dx * Lanes.count)
            Scalar.pickAdjoint(indices.count, indices, from, inputs: inputCount, to)
        }
    }
}
