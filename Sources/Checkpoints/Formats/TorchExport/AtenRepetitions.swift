// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Calls that repeat elements or rearrange blocks of them.
enum AtenRepetitions {
    static let rules: [AtenRule] = [
        AtenRule("expand.default", "broadcast_to.default") { call, builder in
            call.ignore("implicit")
            // −1 keeps an extent, as 1 does in ONNX.
            let extents = try call.extents("size").map { extent -> AtenCall.Extent in
                if case .known(-1) = extent { return .known(1) }
                return extent
            }
            return builder.add(Expand(), try call.tensor("self"), builder.shape(extents))
        },
        AtenRule("expand_as.default") { call, builder in
            builder.add(Expand(), try call.tensor("self"), builder.add(Shape(), try call.tensor("other")))
        },
        AtenRule("repeat.default", "tile.default") { call, builder in
            let name = call.node.arguments["repeats"] == nil ? "dims" : "repeats"
            let (rank, given) = (try call.rank("self"), try call.extents(name))
            let more = given.count - rank
            let x = try call.tensor("self")
            guard more > 0 else {
                return builder.add(Tile(), x, builder.shape(Array(repeating: .known(1), count: -more) + given))
            }
            return builder.add(Tile(), builder.add(Unsqueeze(axes: Array(0..<more)), x), builder.shape(given))
        },
        AtenRule("repeat_interleave.self_int") { call, builder in
            call.ignore("output_size")
            let (axis, count) = (try call.axis("dim", 0), try call.integer("repeats", 1))
            guard call.node.arguments["dim"]?["as_int"] != nil, (1...1 << 24).contains(count) else {
                throw call.refused("dim", "is missing")
            }
            let extent = try call.extent("self", axis: axis)
            guard extent * count <= 1 << 24 else { throw call.refused("repeats", "are \(count)") }
            return builder.picked(try call.tensor("self"), (0..<extent * count).map { $0 / count }, axis: axis)
        },
        AtenRule("stack.default") { call, builder in
            let axis = try call.integer("dim", 0)
            let parts = try call.tensors("tensors").map { builder.add(Unsqueeze(axes: [axis]), $0) }
            return builder.add(Concat(axis: axis), inputs: parts, outputs: 1)[0]
        },
        .unary("pixel_shuffle.default") { call in
            guard try call.rank("self") == 4 else { throw call.refused("self", "is no image") }
            return DepthToSpace(block: try call.integer("upscale_factor", 1), depthFirst: false)
        },
        AtenRule("pixel_unshuffle.default") { call, builder in
            let (block, extents) = (try call.integer("downscale_factor", 1), try channelsAndPositions(call))
            guard (1...1 << 12).contains(block), extents[1] % block == 0, extents[2] % block == 0 else {
                throw call.refused("downscale_factor", "is \(block)")
            }
            let (rows, columns) = (extents[1] / block, extents[2] / block)
            let split = Reshape(target: [0, extents[0], rows, block, columns, block])
            let turned = Transpose(permutation: [0, 1, 3, 5, 2, 4])
            let joined = Reshape(target: [0, extents[0] * block * block, rows, columns])
            return builder.add(joined, builder.add(turned, builder.add(split, try call.tensor("self"))))
        },
        AtenRule("channel_shuffle.default", "native_channel_shuffle.default") { call, builder in
            let (groups, extents) = (try call.integer("groups", 1), try channelsAndPositions(call))
            guard groups > 0, extents[0] % groups == 0 else { throw call.refused("groups", "are \(groups)") }
            let split = Reshape(target: [0, groups, extents[0] / groups, extents[1], extents[2]])
            let turned = builder.add(
                Transpose(permutation: [0, 2, 1, 3, 4]), builder.add(split, try call.tensor("self")))
            return builder.add(Reshape(target: [0] + extents), turned)
        },
    ]

    /// Channels, height and width of an image, which must be known.
    private static func channelsAndPositions(_ call: AtenCall) throws -> [Int] {
        guard try call.rank("self") == 4 else { throw call.refused("self", "is no image") }
        return try (1...3).map { try call.extent("self", axis: $0) }
    }
}
