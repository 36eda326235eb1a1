// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

extension AtenRule {
    static let shapes: [AtenRule] = [
        .unary("t.default") { call in
            guard try call.rank("self") == 2 else { throw call.refused("self", "is no matrix") }
            return Transpose(permutation: [1, 0])
        },
        .unary("permute.default") { call in
            let rank = try call.rank("self")
            return Transpose(permutation: try call.integers("dims").map { $0 < 0 ? $0 + rank : $0 })
        },
        .unary("transpose.int") { call in
            let rank = try call.rank("self")
            let swapped = try [call.integer("dim0", 0), call.integer("dim1", 1)].map { $0 < 0 ? $0 + rank : $0 }
            guard swapped.allSatisfy((0..<rank).contains) else { throw call.refused("dim0", "is no axis") }
            var axes = Array(0..<rank)
            axes.swapAt(swapped[0], swapped[1])
            return Transpose(permutation: axes)
        },
        .unary("unsqueeze.default") { Unsqueeze(axes: [try $0.integer("dim", 0)]) },
        .unary("squeeze.dim") { Squeeze(axes: [try $0.integer("dim", 0)]) },
        .unary("clone.default", "contiguous.default", "alias.default", "detach.default", "detach_.default") { call in
            call.ignore("memory_format")
            return Identity()
        },
        AtenRule("flatten.using_ints") { call, builder in try flatten(call, &builder) },
        AtenRule("view.default") { call, builder in
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
        // Arithmetic on symbolic integers.
        AtenRule("_operator.mul") { call, builder in
            let (a, b) = (builder.shape([try call.extent("a")]), builder.shape([try call.extent("b")]))
            return builder.add(Binary(.multiply), a, b)
        },
    ]

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
