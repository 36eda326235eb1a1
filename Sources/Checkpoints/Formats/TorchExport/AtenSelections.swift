// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Calls that pick or reorder elements.
enum AtenSelections {
    static let rules: [AtenRule] = [
        AtenRule("slice.Tensor") { call, builder in
            let axis = try call.axis("dim", 0)
            let limits = [
                builder.shape([try call.bound("start", 0)]), builder.shape([try call.bound("end", Int(Int64.max))]),
                builder.integers([axis]), builder.integers([try call.integer("step", 1)]),
            ]
            return builder.add(Slice(), inputs: [try call.tensor("self")] + limits, outputs: 1)[0]
        },
        AtenRule("narrow.default") { call, builder in
            let (axis, start) = (try call.axis("dim", 0), try call.integer("start", 0))
            let end = start &+ (try call.integer("length", 0))
            return builder.add(Slice(starts: [start], ends: [end], axes: [axis]), try call.tensor("self"))
        },
        AtenRule("select.int") { call, builder in
            let index = builder.constant(.integer(Tensor(scalar: Int64(try call.integer("index", 0)))))
            return builder.add(Gather(axis: try call.axis("dim", 0)), try call.tensor("self"), index)
        },
        AtenRule("index_select.default") { call, builder in
            builder.add(Gather(axis: try call.axis("dim", 0)), try call.tensor("self"), try call.tensor("index"))
        },
        // Indices along one axis alone.
        AtenRule("index.Tensor") { call, builder in
            let list = call.argument("indices")?["as_optional_tensors"]?.list ?? []
            let given = list.indices.filter { list[$0]["as_tensor"] != nil }
            guard given.count == 1, let name = list[given[0]]["as_tensor"]?["name"]?.text else {
                throw call.refused("indices", "name \(given.count) axes, not one")
            }
            return builder.add(Gather(axis: given[0]), try call.tensor("self"), try call.value(named: name, "indices"))
        },
        AtenRule("gather.default") { call, builder in
            call.ignore("sparse_grad")
            let operation = GatherElements(axis: try call.axis("dim", 0))
            return builder.add(operation, try call.tensor("self"), try call.tensor("index"))
        },
        AtenRule("flip.default") { call, builder in
            let rank = try call.rank("self")
            return try call.integers("dims").reduce(try call.tensor("self")) { x, axis in
                let axis = axis < 0 ? axis + rank : axis
                let extent = try call.extent("self", axis: axis)
                return builder.picked(x, Array((0..<extent).reversed()), axis: axis)
            }
        },
        AtenRule("roll.default") { call, builder in
            let (shifts, axes, rank) = (try call.integers("shifts"), try call.integers("dims"), try call.rank("self"))
            guard shifts.count == axes.count else { throw call.refused("dims", "are not as many as shifts") }
            return try zip(shifts, axes).reduce(try call.tensor("self")) { x, pair in
                let axis = pair.1 < 0 ? pair.1 + rank : pair.1
                let extent = try call.extent("self", axis: axis)
                return builder.picked(x, (0..<extent).map { (($0 &- pair.0) % extent + extent) % extent }, axis: axis)
            }
        },
        .several("split.Tensor", "split_with_sizes.default", "unsafe_split.Tensor", "chunk.default") { call, builder in
            let axis = try call.axis("dim", 0)
            let extent = try call.extent("self", axis: axis)
            let sizes = try sizes(call, extent)
            guard sizes.count <= Limits.standard.edges else { throw call.refused("self", "has \(sizes.count) parts") }
            let split = Split(axis: axis, sizes: sizes, parts: sizes.count)
            return builder.add(split, inputs: [try call.tensor("self")], outputs: sizes.count)
        },
        .several("unbind.int") { call, builder in
            let axis = try call.axis("dim", 0)
            let count = try call.extent("self", axis: axis)
            guard count <= Limits.standard.edges else { throw call.refused("self", "has \(count) parts") }
            let parts = builder.add(Split(axis: axis, parts: count), inputs: [try call.tensor("self")], outputs: count)
            return parts.map { builder.add(Squeeze(axes: [axis]), $0) }
        },
        .several("topk.default") { call, builder in
            call.ignore("sorted")
            let count = builder.integers([try call.integer("k", 1)])
            let extrema = Extrema(axis: try call.axis("dim", -1), largest: try call.flag("largest", true))
            return builder.add(extrema, inputs: [try call.tensor("self"), count], outputs: 2)
        },
        AtenRule("tril.default") { try triangle($0, &$1, isUpper: false) },
        AtenRule("triu.default") { try triangle($0, &$1, isUpper: true) },
    ]

    private static func triangle(
        _ call: AtenCall, _ builder: inout GraphBuilder, isUpper: Bool
    ) throws -> Graph.ValueID {
        let diagonal = builder.constant(.integer(Tensor(scalar: Int64(try call.integer("diagonal", 0)))))
        return builder.add(Triangle(isUpper: isUpper), try call.tensor("self"), diagonal)
    }

    /// The extents of the parts of an axis.
    private static func sizes(_ call: AtenCall, _ extent: Int) throws -> [Int] {
        if call.node.target.hasPrefix("split_with_sizes") { return try call.integers("split_sizes") }
        let isChunk = call.node.target.hasPrefix("chunk")
        let given = try call.integer(isChunk ? "chunks" : "split_size", 1)
        guard given > 0 else { throw call.refused("split_size", "is \(given)") }
        let size = max(1, isChunk ? (extent + given - 1) / given : given)
        return stride(from: 0, to: extent, by: size).map { min(size, extent - $0) }
    }
}

extension AtenCall {
    /// One integer, known or symbolic; `standard` if it is absent.
    func bound(_ name: String, _ standard: Int) throws -> Extent {
        guard let given = node.arguments[name], given["as_none"] == nil else {
            _ = argument(name)
            return .known(standard)
        }
        return try extent(name)
    }
}

extension GraphBuilder {
    /// The positions `indices` along an axis.
    mutating func picked(_ x: Graph.ValueID, _ indices: [Int], axis: Int) -> Graph.ValueID {
        add(Gather(axis: axis), x, integers(indices))
    }
}
