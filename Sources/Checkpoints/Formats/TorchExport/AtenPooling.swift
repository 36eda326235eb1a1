// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Pooling by windows, and to a given number of positions.
enum AtenPooling {
    static let rules: [AtenRule] = [
        .unary("max_pool1d.default", "max_pool2d.default", "max_pool3d.default", "max_pool2d_with_indices.default") {
            call in
            let count = axisCount(call)
            let kernel = try call.axes("kernel_size", 1, count: count)
            return MaxPool(
                kernel: kernel, strides: try strides(call, kernel),
                dilations: try call.axes("dilation", 1, count: count),
                padding: try AtenLinear.padding(call, axes: count),
                ceiling: try call.flag("ceil_mode"))
        },
        .unary("avg_pool1d.default", "avg_pool2d.default", "avg_pool3d.default") { call in
            guard call.argument("divisor_override") == nil else {
                throw call.refused("divisor_override", "is not supported")
            }
            let count = axisCount(call)
            let kernel = try call.axes("kernel_size", 1, count: count)
            return AveragePool(
                kernel: kernel, strides: try strides(call, kernel), padding: try AtenLinear.padding(call, axes: count),
                ceiling: try call.flag("ceil_mode"), countingPadding: try call.flag("count_include_pad", true))
        },
    ]

    /// The number in a name: 2 of `max_pool2d.default`.
    static func axisCount(_ call: AtenCall) -> Int { (1...3).first { call.node.target.contains("\($0)d") } ?? 2 }

    /// The kernel's extents if no strides are given.
    private static func strides(_ call: AtenCall, _ kernel: [Int]) throws -> [Int] {
        let given = try call.integers("stride")
        if given.isEmpty { return kernel }
        return given.count == 1 ? Array(repeating: given[0], count: kernel.count) : given
    }

    /// Pooling to a given number of positions.
    static let adaptive: [AtenRule] = [
        AtenRule(
            "adaptive_avg_pool1d.default", "adaptive_avg_pool2d.default", "adaptive_avg_pool3d.default",
            "_adaptive_avg_pool2d.default", "_adaptive_avg_pool3d.default"
        ) { call, builder in
            let wanted = try sizes(call)
            if wanted.allSatisfy({ $0 == 1 }) { return builder.add(GlobalAveragePool(), try call.tensor("self")) }
            return try wanted.indices.reduce(try call.tensor("self")) { x, index in
                let (axis, ranges) = try parts(call, wanted, index)
                return builder.averaged(x, ranges, axis: axis, rank: try call.rank("self"))
            }
        },
        AtenRule("adaptive_max_pool1d.default", "adaptive_max_pool2d.default", "adaptive_max_pool3d.default") {
            call, builder in
            let wanted = try sizes(call)
            return try wanted.indices.reduce(try call.tensor("self")) { x, index in
                if wanted[index] == 1 {
                    return builder.add(Reduce(.maximum, axes: [index - wanted.count]), x)
                }
                let (axis, ranges) = try parts(call, wanted, index)
                return builder.largest(x, ranges, axis: axis)
            }
        },
    ]

    private static func sizes(_ call: AtenCall) throws -> [Int] {
        let sizes = try call.axes("output_size", 1, count: axisCount(call))
        guard sizes.allSatisfy({ $0 > 0 && $0 <= 1 << 12 }) else { throw call.refused("output_size", "is \(sizes)") }
        return sizes
    }

    /// The positions that each output position covers, along the axis for `wanted[index]`.
    private static func parts(_ call: AtenCall, _ wanted: [Int], _ index: Int) throws -> (Int, [Range<Int>]) {
        let axis = try call.rank("self") - wanted.count + index
        let (extent, count) = (try call.extent("self", axis: axis), wanted[index])
        guard extent > 0, extent * count <= 1 << 24 else {
            throw call.refused("output_size", "is \(count) of \(extent) positions")
        }
        return (axis, (0..<count).map { $0 * extent / count..<(($0 + 1) * extent + count - 1) / count })
    }
}

extension GraphBuilder {
    /// The mean over each range of positions along an axis, as a product with a matrix.
    fileprivate mutating func averaged(
        _ x: Graph.ValueID, _ ranges: [Range<Int>], axis: Int, rank: Int
    ) -> Graph.ValueID {
        let extent = ranges.last?.upperBound ?? 0
        var weights = Tensor<Float>(zeros: [extent, ranges.count])
        for (column, range) in ranges.enumerated() {
            for row in range { weights.elements[row * ranges.count + column] = 1 / Float(range.count) }
        }
        var axes = Array(0..<rank)
        axes.swapAt(axis, rank - 1)
        let turned = axis == rank - 1 ? x : add(Transpose(permutation: axes), x)
        let product = add(MatMul(), turned, constant(.real(weights)))
        return axis == rank - 1 ? product : add(Transpose(permutation: axes), product)
    }

    /// The largest value of each range of positions; shorter ranges repeat their last position.
    fileprivate mutating func largest(_ x: Graph.ValueID, _ ranges: [Range<Int>], axis: Int) -> Graph.ValueID {
        let width = ranges.map(\.count).max() ?? 1
        let rows = ranges.flatMap { range in (0..<width).map { Int64(min(range.lowerBound + $0, range.upperBound - 1)) }
        }
        let indices = constant(.integer(Tensor(shape: [ranges.count, width], elements: rows)))
        let windows = add(Gather(axis: axis), x, indices)
        return add(Reduce(.maximum, axes: [axis + 1], keepAxes: false), windows)
    }
}
