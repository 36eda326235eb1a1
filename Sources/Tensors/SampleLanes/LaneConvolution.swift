// SPDX-License-Identifier: Apache-2.0
import Kernels

/// A convolution in lanes, x[C, H, W] → y[M, H', W'], and its adjoint. Both are sums of weighted sources, so that a
/// transposed convolution is the same thing the other way round.
///
/// With `upsampling` the input is first repeated that many times along each axis (nearest neighbour). The repeated
/// input is never stored: each phase of the output reads the small input through sums of the kernel's taps. This is
/// exact up to rounding and saves arithmetic: by a factor of 25/9 for 5×5 kernels and 2×2 upsampling.
public struct LaneConvolution<Scalar: Real>: Sendable {
    /// Elements of one sample's input before upsampling.
    public let inputCount: Int
    /// Elements of one sample's output.
    public let outputCount: Int
    private let geometry: Convolution
    private let rows: ConvolutionAxis
    private let columns: ConvolutionAxis
    /// [M, C/groups, kernel rows, kernel columns]
    private let weights: [Scalar]
    /// Of weights that are learned.
    private let sources: LaneSources?

    /// nil for more than two axes, or for an upsampling of a convolution that has strides or whose extent the factor
    /// does not divide.
    ///
    /// - Parameters:
    ///   - geometry: the convolution of the upsampled input.
    ///   - weights: [M, C/groups, kernel…].
    ///   - sources: of weights that are learned, and of the bias of what is appended forwards.
    public init?(
        _ geometry: Convolution, weights: [Scalar], upsampling: (Int, Int) = (1, 1), sources: LaneSources? = nil
    ) {
        let window = geometry.window
        guard window.rank == 1 || window.rank == 2, weights.count == geometry.weightCount else { return nil }
        func axis(_ index: Int, _ factor: Int) -> ConvolutionAxis? {
            guard index >= 0 else { return factor == 1 ? .point : nil }
            guard factor == 1 || (window.strides[index] == 1 && window.input[index] % factor == 0) else { return nil }
            return ConvolutionAxis(
                input: window.input[index] / factor, output: window.output[index], kernel: window.kernel[index],
                stride: window.strides[index], dilation: window.dilations[index], pad: window.padsBegin[index],
                factor: factor)
        }
        guard let rows = axis(window.rank - 2, upsampling.0), let columns = axis(window.rank - 1, upsampling.1),
            rows.input * columns.input * rows.output * columns.output > 0
        else { return nil }
        self.geometry = geometry
        self.rows = rows
        self.columns = columns
        self.weights = weights
        self.sources = sources
        inputCount = geometry.channels * rows.input * columns.input
        outputCount = geometry.outputCount
    }

    /// y from x; `bias` is [M], nil for zeros.
    public func forward(bias: [Scalar]? = nil) -> LaneCorrelation<Scalar> {
        let (inputs, area) = (geometry.channels / geometry.groups, rows.kernel * columns.kernel)
        return LaneCorrelation(
            rows: rows.forward, columns: columns.forward, groups: geometry.groups,
            source: .init(planes: geometry.channels, height: rows.input, width: columns.input),
            result: .init(planes: geometry.maps, height: rows.output, width: columns.output),
            bias: bias ?? Array(repeating: 0, count: geometry.maps), weights: weights,
            sources: bias == nil ? sources?.withoutBias : sources
        ) { map, channel, p, q in
            (map * inputs + channel) * area + p * columns.kernel + q
        }
    }

    /// x̄ from ȳ, or a transposed convolution, whose `bias` is [C].
    public func adjoint(bias: [Scalar]? = nil) -> LaneCorrelation<Scalar> {
        let (inputs, maps) = (geometry.channels / geometry.groups, geometry.maps / geometry.groups)
        let area = rows.kernel * columns.kernel
        return LaneCorrelation(
            rows: rows.adjoint, columns: columns.adjoint, groups: geometry.groups,
            source: .init(planes: geometry.maps, height: rows.output, width: columns.output),
            result: .init(planes: geometry.channels, height: rows.input, width: columns.input),
            bias: bias ?? Array(repeating: 0, count: geometry.channels), weights: weights,
            sources: bias == nil ? sources?.withoutBias : sources
        ) { channel, map, p, q in
            let whole = channel / inputs * maps + map
            return (whole * inputs + channel % inputs) * area + p * columns.kernel + q
        }
    }
}
