// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Views, permutations, padding, and arithmetic on extents.
enum AtenShapes {
    static let rules: [AtenRule] = [
        .unary("t.default") { call in
            guard try call.rank("self") == 2 else { throw call.refused("self", "is no matrix") }
            return Transpose(permutation: [1, 0])
        },
        .unary("permute.default") { call in
            let rank = try call.rank("self")
            return Transpose(permutation: try call.integers("dims").map { $0 < 0 ? $0 + rank : $0 })
        },
        // All axes in reverse.
        .unary("numpy_T.default") { _ in Transpose() },
        .unary("mT.default", "matrix_H.default") { call in
            let rank = try call.rank("self")
            guard rank > 1 else { throw call.refused("self", "is no matrix") }
            return Transpose(permutation: Array(0..<rank - 2) + [rank - 1, rank - 2])
        },
        .unary("movedim.int") { call in try moved(call, [call.integer("source", 0)], [call.integer("destination", 0)])
        },
        .unary("movedim.intlist") { call in try moved(call, call.integers("source"), call.integers("destination")) },
        .unary("transpose.int", "swapaxes.default", "swapdims.default") { call in
            let rank = try call.rank("self")
            let names = call.node.arguments["axis0"] == nil ? ["dim0", "dim1"] : ["axis0", "axis1"]
            let swapped = try names.map { try call.integer($0, 0) }.map { $0 < 0 ? $0 + rank : $0 }
            guard swapped.allSatisfy((0..<rank).contains) else { throw call.refused("dim0", "is no axis") }
            var axes = Array(0..<rank)
            axes.swapAt(swapped[0], swapped[1])
            return Transpose(permutation: axes)
        },
        .unary("unsqueeze.default") { Unsqueeze(axes: [try $0.integer("dim", 0)]) },
        // PyTorch leaves an axis of another extent as it is.
        .unary("squeeze.dim", "squeeze.dims") { call in
            let (rank, shape) = (try call.rank("self"), try call.shape("self"))
            let axes = try call.integers("dim").map { $0 < 0 ? $0 + rank : $0 }
            return Squeeze(axes: axes.filter { shape.indices.contains($0) && shape[$0] == 1 })
        },
        .unary("squeeze.default") { call in
            let shape = try call.shape("self")
            return Squeeze(axes: shape.indices.filter { shape[$0] == 1 })
        },
        .unary(
            "clone.default", "contiguous.default", "alias.default", "detach.default", "lift_fresh_copy.default",
            "view.dtype"
        ) { call in
            call.ignore("memory_format")
            return Identity()
        },
        AtenRule("flatten.using_ints") { call, builder in try flatten(call, &builder) },
        AtenRule("view.default", "_unsafe_view.default") { call, builder in
            builder.add(Reshape(), try call.tensor("self"), builder.shape(try call.extents("size")))
        },
        AtenRule("reshape.default") { call, builder in
            builder.add(Reshape(), try call.tensor("self"), builder.shape(try call.extents("shape")))
        },
        AtenRule("cat.default") { call, builder in
            builder.add(Concat(axis: try call.integer("dim", 0)), inputs: try call.tensors("tensors"), outputs: 1)[0]
        },
        AtenRule("unflatten.int") { call, builder in try unflatten(call, &builder) },
        // One extent as a symbolic integer: a tensor of shape [1].
        AtenRule("sym_size.int") { call, builder in
            let (rank, axis) = (try call.rank("self"), try call.integer("dim", 0))
            let start = axis < 0 ? axis + rank : axis
            guard (0..<rank).contains(start) else { throw call.refused("dim", "is no axis") }
            return builder.add(Shape(start: start, end: start + 1), try call.tensor("self"))
        },
        symbolic("_operator.mul", .multiply), symbolic("_operator.add", .add), symbolic("_operator.sub", .subtract),
        symbolic("_operator.floordiv", .divide),
        .unary("pad.default", "constant_pad_nd.default") { try pad($0, "pad") },
        .unary("reflection_pad1d.default", "reflection_pad2d.default", "reflection_pad3d.default") {
            try pad($0, "padding", .reflect)
        },
        .unary("replication_pad1d.default", "replication_pad2d.default", "replication_pad3d.default") {
            try pad($0, "padding", .edge)
        },
    ]

    /// Arithmetic on symbolic integers, which are extents and hence not negative.
    private static func symbolic(_ target: String, _ function: BinaryFunction) -> AtenRule {
        AtenRule(target) { call, builder in
            let (a, b) = (builder.shape([try call.extent("a")]), builder.shape([try call.extent("b")]))
            return builder.add(Binary(function), a, b)
        }
    }

    /// The margins are given from the last axis to the first, before and behind each.
    private static func pad(_ call: AtenCall, _ name: String, _ mode: PadMode? = nil) throws -> Pad {
        let (rank, given) = (try call.rank("self"), try call.integers(name))
        guard given.count.isMultiple(of: 2), given.count <= 2 * rank else { throw call.refused(name, "is \(given)") }
        var (before, behind) = (Array(repeating: 0, count: rank), Array(repeating: 0, count: rank))
        for index in 0..<given.count / 2 {
            (before[rank - 1 - index], behind[rank - 1 - index]) = (given[2 * index], given[2 * index + 1])
        }
        let words: [String: PadMode] = [
            "constant": .constant, "reflect": .reflect, "replicate": .edge, "circular": .wrap,
        ]
        let word = try call.text("mode", "constant")
        guard let mode = mode ?? words[word] else { throw call.refused("mode", "is \(word)") }
        return Pad(mode: mode, pads: before + behind, value: try call.real("value", 0))
    }

    private static func moved(_ call: AtenCall, _ from: [Int], _ to: [Int]) throws -> Transpose {
        let rank = try call.rank("self")
        let (from, to) = (from.map { $0 < 0 ? $0 + rank : $0 }, to.map { $0 < 0 ? $0 + rank : $0 })
        guard from.count == to.count, Set(from).count == from.count, Set(to).count == to.count,
            (from + to).allSatisfy((0..<rank).contains)
        else { throw call.refused("source", "and destination are no axes") }
        let places = Dictionary(uniqueKeysWithValues: zip(to, from))
        var rest = (0..<rank).filter { !from.contains($0) }[...]
        return Transpose(permutation: (0..<rank).map { places[$0] ?? rest.removeFirst() })
    }

    /// Joins the axes from start_dim to end_dim; the extents before and after them are the input's.
    private static func flatten(_ call: AtenCall, _ builder: inout GraphBuilder) throws -> Graph.ValueID {
        let (rank, x) = (try call.rank("self"), try call.tensor("self"))
        let limits = try [call.integer("start_dim", 0), call.integer("end_dim", -1)].map { $0 < 0 ? $0 + rank : $0 }
        guard limits[0] >= 0, limits[0] <= limits[1], limits[1] < rank else {
            throw call.refused("start_dim", "and end_dim are no axes")
        }
        if limits == [1, rank - 1] { return builder.add(Flatten(), x) }
        let rest = builder.shape([.known(-1)])
        return builder.replace(limits[0]...limits[1], of: x, rank: rank, by: rest)
    }

    /// Splits one axis into several.
    private static func unflatten(_ call: AtenCall, _ builder: inout GraphBuilder) throws -> Graph.ValueID {
        let (rank, x, dim) = (try call.rank("self"), try call.tensor("self"), try call.integer("dim", 0))
        let axis = dim < 0 ? dim + rank : dim
        guard (0..<rank).contains(axis) else { throw call.refused("dim", "is no axis") }
        let sizes = builder.shape(try call.extents("sizes"))
        return builder.replace(axis...axis, of: x, rank: rank, by: sizes)
    }
}

extension GraphBuilder {
    /// x with other extents in place of some axes; the extents before and after them are kept.
    fileprivate mutating func replace(
        _ axes: ClosedRange<Int>, of x: Graph.ValueID, rank: Int, by extents: Graph.ValueID
    ) -> Graph.ValueID {
        let before = add(Shape(end: axes.lowerBound), x)
        let behind = add(Shape(start: axes.upperBound + 1, end: rank), x)
        return add(Reshape(), x, add(Concat(axis: 0), before, extents, behind))
    }
}

extension GraphBuilder {
    /// Extents as a tensor of integers.
    mutating func shape(_ extents: [AtenCall.Extent]) -> Graph.ValueID {
        let known = extents.compactMap { if case .known(let extent) = $0 { Int64(extent) } else { nil } }
        if known.count == extents.count { return constant(.integer(Tensor(shape: [known.count], elements: known))) }
        let parts: [Graph.ValueID?] = extents.map { extent in
            switch extent {
            case .known(let extent): constant(.integer(Tensor(shape: [1], elements: [Int64(extent)])))
            case .symbolic(let value): value
            }
        }
        return add(Concat(axis: 0), inputs: parts, outputs: 1)[0]
    }
}
