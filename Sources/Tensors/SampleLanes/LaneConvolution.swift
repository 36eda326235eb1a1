// SPDX-License-Identifier: Apache-2.0
import Kernels

/// A convolution in lanes, x[C, H, W] → y[M, H', W'], and its adjoint, both computed as correlations.
///
/// With `upsampling` the input is first repeated that many times along each axis (nearest neighbour). The upsampled
/// input is never stored: each phase of the output reads the small input through a small kernel whose taps are sums of
/// the large one's. This is exact up to rounding and saves arithmetic: by a factor of 25/9 for 5×5 kernels and 2×2
/// upsampling.
public struct LaneConvolution<Scalar: Real>: Sendable {
    /// y from x.
    public let forward: LaneCorrelation<Scalar>
    /// x̄ from ȳ.
    public let adjoint: LaneCorrelation<Scalar>
    /// Elements of one sample's input before upsampling.
    public let inputCount: Int
    /// Elements of one sample's output.
    public let outputCount: Int

    /// Vectors of scratch memory that either direction needs.
    public var scratchCount: Int { max(forward.scratchCount, adjoint.scratchCount) }

    /// nil if the geometry is not covered: groups, dilations, more than two axes, pads beyond the kernel, strides that
    /// do not divide the input, or upsampling of a convolution that has strides or changes the extent.
    ///
    /// - Parameters:
    ///   - geometry: the convolution of the upsampled input.
    ///   - weights: [M, C, kernel…].
    ///   - bias: [M], or nil for zeros.
    ///   - upsampling: the factors for rows and for columns.
    public init?(_ geometry: Convolution, weights: [Scalar], bias: [Scalar]?, upsampling: (Int, Int) = (1, 1)) {
        guard let layout = Layout(geometry, upsampling) else { return nil }
        inputCount = geometry.channels * layout.rows.input * layout.columns.input
        outputCount = geometry.outputCount
        let kernel = PhasedKernel(layout, weights)
        forward = kernel.forward(bias: bias ?? Array(repeating: 0, count: geometry.maps))
        adjoint = kernel.adjoint()
    }

    /// The two axes and the numbers of planes on either side.
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
            // No model so far needs phases of the output and of the input at once.
            guard rows.factor * columns.factor == 1 || rows.stride * columns.stride == 1 else { return nil }
            channels = geometry.channels
            maps = geometry.maps
            self.rows = rows
            self.columns = columns
        }
    }
}

/// One axis of a convolution in lanes: outputs fall into `factor` phases, inputs into `stride` phases.
///
/// At most one of the two exceeds 1: an upsampled input has stride 1.
struct LaneAxis {
    /// Extent before upsampling.
    let input: Int
    let output: Int
    let kernel: Int
    let stride: Int
    let pad: Int
    let factor: Int

    /// The missing axis of a one-dimensional window.
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

    /// Output factor·i + phase reads input i + offset through `tap`; returns the offset.
    func offset(phase: Int, tap: Int) -> Int { Self.floor(phase + tap - pad, factor) }
    /// The least offset of any phase and tap.
    var firstOffset: Int { Self.floor(-pad, factor) }
    /// The greatest offset of any phase and tap.
    var lastOffset: Int { Self.floor(factor - 1 + kernel - 1 - pad, factor) }

    /// Input stride·u + phase reaches output u + offset through tap q; returns q, or nil if the kernel has no such tap.
    func tap(phase: Int, offset: Int) -> Int? {
        let tap = phase + pad - stride * offset
        return (0..<kernel).contains(tap) ? tap : nil
    }
    /// The least offset of an output that the inputs of one block of `stride` reach.
    var firstReached: Int { -Self.floor(-(pad - kernel + 1), stride) }
    /// The greatest offset of an output that the inputs of one block of `stride` reach.
    var lastReached: Int { Self.floor(stride - 1 + pad, stride) }

    private static func floor(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((-a + b - 1) / b) }
}
