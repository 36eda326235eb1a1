// SPDX-License-Identifier: Apache-2.0
/// The kernels of a ``LaneConvolution``, phase by phase.
struct PhasedKernel<Scalar: Real> {
    typealias Layout = LaneConvolution<Scalar>.Layout
    private let layout: Layout
    /// [M, C, kernel rows, kernel columns]
    private let weights: [Scalar]

    init(_ layout: Layout, _ weights: [Scalar]) {
        self.layout = layout
        self.weights = weights
    }

    private var rows: LaneAxis { layout.rows }
    private var columns: LaneAxis { layout.columns }
    private var plane: (input: Int, output: Int) {
        (rows.input * columns.input, rows.output * columns.output)
    }

    private func weight(_ map: Int, _ channel: Int, _ p: Int, _ q: Int) -> Scalar {
        weights[((map * layout.channels + channel) * rows.kernel + p) * columns.kernel + q]
    }

    /// All (row, column) phases in row-major order.
    private static func phases(_ a: Int, _ b: Int) -> [(Int, Int)] {
        (0..<a).flatMap { row in (0..<b).map { (row, $0) } }
    }

    /// y from x. Maps are (map, phase); the kernel of a phase sums the taps that fall on the same input.
    func forward(bias: [Scalar]) -> LaneCorrelation<Scalar> {
        let phases = Self.phases(rows.factor, columns.factor)
        func axis(_ axis: LaneAxis) -> LaneCorrelation<Scalar>.Axis {
            .init(
                copied: axis.input, before: -axis.firstOffset, kernel: axis.lastOffset - axis.firstOffset + 1,
                outputs: axis.output / axis.factor, stride: axis.stride, spread: axis.factor)
        }
        let sums = sums(phases)
        let area = (rows.lastOffset - rows.firstOffset + 1) * (columns.lastOffset - columns.firstOffset + 1)
        let width = columns.lastOffset - columns.firstOffset + 1
        return LaneCorrelation(
            rows: axis(rows), columns: axis(columns), sourceWidth: columns.input, resultWidth: columns.output,
            sources: (0..<layout.channels).map { $0 * plane.input },
            places: (0..<layout.maps).flatMap { map in
                phases.map { map * plane.output + $0.0 * columns.output + $0.1 }
            },
            bias: bias.flatMap { value in phases.map { _ in value } }
        ) { map, channel, p, q in sums[(map * layout.channels + channel) * area + p * width + q] }
    }

    /// The kernels of all phases, [(map, phase), channel, row offset, column offset].
    private func sums(_ phases: [(Int, Int)]) -> [Scalar] {
        let height = rows.lastOffset - rows.firstOffset + 1
        let width = columns.lastOffset - columns.firstOffset + 1
        var sums = [Scalar](repeating: 0, count: layout.maps * phases.count * layout.channels * height * width)
        for map in 0..<layout.maps {
            for (number, phase) in phases.enumerated() {
                for channel in 0..<layout.channels {
                    let base = ((map * phases.count + number) * layout.channels + channel) * height * width
                    for (p, q) in Self.phases(rows.kernel, columns.kernel) {
                        let r = rows.offset(phase: phase.0, tap: p) - rows.firstOffset
                        let c = columns.offset(phase: phase.1, tap: q) - columns.firstOffset
                        sums[base + r * width + c] += weight(map, channel, p, q)
                    }
                }
            }
        }
        return sums
    }

    /// x̄ from ȳ; at most one of the two has phases.
    func adjoint() -> LaneCorrelation<Scalar> {
        rows.factor == 1 && columns.factor == 1 ? stridedAdjoint() : upsampledAdjoint()
    }

    /// Maps are (channel, phase of the input); tap t of the correlation reads output u + first + t.
    private func stridedAdjoint() -> LaneCorrelation<Scalar> {
        let phases = Self.phases(rows.stride, columns.stride)
        func axis(_ axis: LaneAxis) -> LaneCorrelation<Scalar>.Axis {
            .init(
                copied: axis.output, before: -axis.firstReached, kernel: axis.lastReached - axis.firstReached + 1,
                outputs: axis.input / axis.stride, spread: axis.stride)
        }
        return LaneCorrelation(
            rows: axis(rows), columns: axis(columns), sourceWidth: columns.output, resultWidth: columns.input,
            sources: (0..<layout.maps).map { $0 * plane.output },
            places: (0..<layout.channels).flatMap { channel in
                phases.map { channel * plane.input + $0.0 * columns.input + $0.1 }
            },
            bias: Array(repeating: 0, count: layout.channels * phases.count)
        ) { place, map, p, q in
            let (channel, phase) = (place / phases.count, phases[place % phases.count])
            guard let row = rows.tap(phase: phase.0, offset: p + rows.firstReached),
                let column = columns.tap(phase: phase.1, offset: q + columns.firstReached)
            else { return 0 }
            return weight(map, channel, row, column)
        }
    }

    /// Planes are (map, phase of the output); the kernels are the flipped sums.
    private func upsampledAdjoint() -> LaneCorrelation<Scalar> {
        let phases = Self.phases(rows.factor, columns.factor)
        func axis(_ axis: LaneAxis) -> LaneCorrelation<Scalar>.Axis {
            let kernel = axis.lastOffset - axis.firstOffset + 1
            return .init(
                copied: axis.output / axis.factor, step: axis.factor, before: axis.lastOffset, kernel: kernel,
                outputs: axis.input)
        }
        let sums = sums(phases)
        let height = rows.lastOffset - rows.firstOffset + 1
        let width = columns.lastOffset - columns.firstOffset + 1
        return LaneCorrelation(
            rows: axis(rows), columns: axis(columns), sourceWidth: columns.output, resultWidth: columns.input,
            sources: (0..<layout.maps).flatMap { map in
                phases.map { map * plane.output + $0.0 * columns.output + $0.1 }
            },
            places: (0..<layout.channels).map { $0 * plane.input },
            bias: Array(repeating: 0, count: layout.channels)
        ) { channel, source, p, q in
            sums[((source * layout.channels + channel) * height + height - 1 - p) * width + width - 1 - q]
        }
    }
}
