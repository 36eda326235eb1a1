// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Patches of images as columns and back: convolutions with kernels of one 1 and zeros.
enum AtenPatches {
    static let rules: [AtenRule] = [
        AtenRule("im2col.default") { call, builder in
            let kernel = try call.axes("kernel_size", 1, count: 2)
            let channels = try call.extent("self", axis: 1)
            let pads = try call.axes("padding", 0, count: 2)
            let conv = Conv(
                padding: .explicit(pads + pads), strides: try call.axes("stride", 1, count: 2),
                dilations: try call.axes("dilation", 1, count: 2), groups: channels)
            let weights = try units(call, channels, kernel, &builder)
            let columns = builder.add(conv, try call.tensor("self"), weights, nil)
            return builder.add(Reshape(target: [0, channels * kernel[0] * kernel[1], -1]), columns)
        },
        AtenRule("col2im.default") { call, builder in
            let kernel = try call.axes("kernel_size", 1, count: 2)
            let (pads, strides) = (try call.axes("padding", 0, count: 2), try call.axes("stride", 1, count: 2))
            let (dilations, size) = (try call.axes("dilation", 1, count: 2), try call.axes("output_size", 1, count: 2))
            let rows = try call.extent("self", axis: 1)
            let numbers = kernel + strides + dilations + size
            guard numbers.allSatisfy((1...1 << 16).contains), pads.allSatisfy((0...1 << 16).contains) else {
                throw call.refused("kernel_size", "is \(kernel)")
            }
            let area = kernel[0] * kernel[1]
            guard rows % area == 0 else { throw call.refused("self", "has \(rows) rows, not a multiple of \(area)") }
            let extents: [Int] = (0..<2).map { axis in
                let reach: Int = dilations[axis] * (kernel[axis] - 1) + 1
                return size[axis] + 2 * pads[axis] - reach
            }
            guard extents.allSatisfy({ $0 >= 0 }) else { throw call.refused("output_size", "is \(size)") }
            let blocks: [Int] = (0..<2).map { extents[$0] / strides[$0] + 1 }
            let conv = ConvTranspose(
                padding: .explicit(pads + pads), outputPadding: (0..<2).map { extents[$0] % strides[$0] },
                strides: strides, dilations: dilations, groups: rows / area)
            let weights = try units(call, rows / area, kernel, &builder)
            let image = builder.add(Reshape(target: [0, rows] + blocks), try call.tensor("self"))
            return builder.add(conv, image, weights, nil)
        },
        // Windows along one axis, which becomes their number; their positions are a last axis.
        AtenRule("unfold.default") { call, builder in
            let (axis, rank) = (try call.axis("dimension", 0), try call.rank("self"))
            let (size, step) = (try call.integer("size", 1), try call.integer("step", 1))
            let extent = try call.extent("self", axis: axis)
            guard size > 0, step > 0, size <= extent, size * extent <= 1 << 24 else {
                throw call.refused("size", "is \(size)")
            }
            let starts = stride(from: 0, through: extent - size, by: step)
            let rows = starts.flatMap { start in (0..<size).map { Int64(start + $0) } }
            let indices = builder.constant(.integer(Tensor(shape: [rows.count / size, size], elements: rows)))
            let windows = builder.add(Gather(axis: axis), try call.tensor("self"), indices)
            let axes = (0...rank).filter { $0 != axis + 1 } + [axis + 1]
            return builder.add(Transpose(permutation: axes), windows)
        },
    ]

    /// For each channel the kernels that pick one position each, [channels·kh·kw, 1, kh, kw].
    private static func units(
        _ call: AtenCall, _ channels: Int, _ kernel: [Int], _ builder: inout GraphBuilder
    ) throws -> Graph.ValueID {
        guard kernel.allSatisfy((1...32).contains) else { throw call.refused("kernel_size", "is \(kernel)") }
        let area = kernel[0] * kernel[1]
        guard channels * area * area <= 1 << 24 else {
            throw call.refused("kernel_size", "is \(kernel)")
        }
        var weights = Tensor<Float>(zeros: [channels * area, 1] + kernel)
        for row in 0..<channels * area { weights.elements[row * area + row % area] = 1 }
        return builder.constant(.real(weights))
    }
}
