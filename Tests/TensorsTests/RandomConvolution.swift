// SPDX-License-Identifier: Apache-2.0
@testable import Tensors

/// A convolution of random size: strides, dilations, groups, uneven pads, odd extents.
struct RandomConvolution {
    let geometry: Convolution
    let batch: Int
    let x: [Double]
    let weights: [Double]
    let bias: [Double]
    /// ȳ
    let gradient: [Double]

    init(_ seed: Int, rank: Int) {
        var draw = Draw(seed)
        let groups = draw.choice([1, 1, 1, 2, 3])
        let (channels, maps) = (groups * draw.integer(1...6), groups * draw.integer(1...6))
        geometry = Convolution(
            channels: channels, maps: maps, groups: groups, window: Self.window(&draw, rank: rank, largest: 10))
        batch = draw.integer(1...3)
        x = draw.numbers(batch * geometry.inputCount)
        weights = draw.numbers(geometry.weightCount)
        bias = draw.numbers(maps)
        gradient = draw.numbers(batch * geometry.outputCount)
    }

    /// A window whose kernel fits the padded input.
    static func window(_ draw: inout Draw, rank: Int, largest: Int) -> Window {
        var (input, kernel, strides, dilations, begin, output): ([Int], [Int], [Int], [Int], [Int], [Int]) =
            ([], [], [], [], [], [])
        for _ in 0..<rank {
            let (extent, pads) = (draw.integer(1...largest), (draw.integer(0...3), draw.integer(0...3)))
            let padded = extent + pads.0 + pads.1
            let taps = draw.integer(1...min(5, padded))
            let dilation = taps > 1 ? draw.integer(1...min(3, (padded - 1) / (taps - 1))) : 1
            let stride = draw.choice([1, 1, 2, 3])
            input.append(extent)
            kernel.append(taps)
            strides.append(stride)
            dilations.append(dilation)
            begin.append(pads.0)
            output.append((padded - (taps - 1) * dilation - 1) / stride + 1)
        }
        return Window(
            input: input, kernel: kernel, strides: strides, dilations: dilations, padsBegin: begin, output: output)
    }
}
