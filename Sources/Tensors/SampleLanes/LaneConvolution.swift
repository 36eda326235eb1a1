// SPDX-License-Identifier: Apache-2.0
import Kernels

/// A convolution in lanes and its adjoint, both as correlations: x[C, H, W] → y[M, H', W'].
///
/// With `upsampling` the input is first repeated that many times along each axis (nearest neighbour). It is never made:
/// each phase of the output sees the small input through a small kernel whose taps are sums of the large one's, exact
/// but for rounding, with up to 25/9 of the arithmetic saved for 5×5 kernels and a factor of 2.
public struct LaneConvolution<Scalar: Real>: Sendable {
    public let forward: LaneCorrelation<Scalar>
    public let adjoint: LaneCorrelation<Scalar>
    public let inputCount: Int
    public let outputCount: Int

    public var scratchCount: Int { max(forward.scratchCount, adjoint.scratchCount) }

    /// nil where the geometry is not covered: groups, dilations, more than two axes, pads beyond the kernel, and
    /// strides that do not divide the input.
    ///
    /// - Parameters:
    ///   - geometry: of the convolution, on the input as upsampled.
    ///   - upsampling: a factor for rows and for columns.
    public init?(_ geometry: Convolution, weights: [Scalar], bias: [Scalar]?, upsampling: (Int, Int) = (1, 1)) {
        guard let layout = Layout(geometry, upsampling) else { return nil }
        inputCount = geometry.channels * layout.rows.input * layout.columns.input
        outputCount = geometry.outputCount
        let kernel = PhasedKernel(layout, weights)
        forward = kernel.forward(bias: bias ?? Array(repeating: 0, count: geometry.maps))
        adjoint = kernel.adjoint()
    }

    /// The two axes, and how many planes lie on either side.
    struct Layout {
        let channels: Int
        let maps: Int
        let rows: LaneAxis
        let columns: LaneAxis

        init?(_ geometry: Convolution, _ upsampling: (Int, Int)) {
            let window = geometry.window
            guard geometry.groups == 1, window.rank == 2 || window.rank == 1 else { return nil }
            func axis(_ index: Int, _ factor: Int) -> LaneAxis? {
                guard index >= 0 else { return LaneAxis.point }
                guard window.dilations[index] == 1 else { return nil }
                return LaneAxis(
                    input: window.input[index], output: window.output[index], kernel: window.kernel[index],
                    stride: window.strides[index], pad: window.padsBegin[index], factor: factor)
            }
            guard let rows = axis(window.rank - 2, upsampling.0), let columns = axis(window.rank - 1, upsampling.1)
            else { return nil }
            // Phases of the output and of the input at once are not needed by any model so far.
            guard rows.factor * columns.factor == 1 || rows.stride * columns.stride == 1 else { return nil }
            channels = geometry.channels
            maps = geometry.maps
            self.rows = rows
            self.columns = columns
        }
    }
}

/// One axis of a convolution as lanes run it: output o = stride·i/factor … in phases.
///
/// Either `factor` > 1 (upsampled input, stride 1) or `stride` > 1 or both 1.
struct LaneAxis {
    /// Of the input before upsampling.
    let input: Int
    let output: Int
    let kernel: Int
    let stride: Int
    let pad: Int
    let factor: Int

    static let point = LaneAxis(input: 1, output: 1, kernel: 1, stride: 1, pad: 0, factor: 1)!

    init?(input: Int, output: Int, kernel: Int, stride: Int, pad: Int, factor: Int) {
        guard input > 0, output > 0, pad >= 0, pad < kernel, input % factor == 0 else { return nil }
        guard factor == 1 || (stride == 1 && output == input) else { return nil }
        guard stride == 1 || input % stride == 0 else { return nil }
        self.input = input / factor
        self.output = output
        self.kernel = kernel
        self.stride = stride
        self.pad = pad
        self.factor = factor
    }

    /// Output o = factor·i + phase reads input i + offset through tap q: the offset.
    func offset(phase: Int, tap: Int) -> Int { Self.floor(phase + tap - pad, factor) }
    var firstOffset: Int { Self.floor(-pad, factor) }
    var lastOffset: Int { Self.floor(factor - 1 + kernel - 1 - pad, factor) }

    /// Input i = stride·u + phase reaches output u + offset through tap q: q, nil where there is none.
    func tap(phase: Int, offset: Int) -> Int? {
        let tap = phase + pad - stride * offset
        return (0..<kernel).contains(tap) ? tap : nil
    }
    /// The outputs that the inputs of one block of `stride` reach.
    var firstReached: Int { -Self.floor(-(pad - kernel + 1), stride) }
    var lastReached: Int { Self.floor(stride - 1 + pad, stride) }

    private static func floor(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((-a + b - 1) / b) }
}
