import Tensors

extension Value {
    /// The same elements under another shape.
    func reshaped(_ shape: [Int]) -> Value {
        switch self {
        case .real(let tensor): .real(tensor.reshaped(shape))
        case .integer(let tensor): .integer(tensor.reshaped(shape))
        case .boolean(let tensor): .boolean(tensor.reshaped(shape))
        }
    }

    /// y[i] = x[table[i]], −1 standing for `fill` (false for booleans).
    func taken(_ table: Tensor<Int>, fill: Double = 0) -> Value {
        switch self {
        case .real(let tensor): .real(tensor.taken(table, fill: Scalar(fill)))
        case .integer(let tensor): .integer(tensor.taken(table, fill: Int64(saturating: fill)))
        case .boolean(let tensor): .boolean(tensor.taken(table, fill: fill != 0))
        }
    }

    /// All values, which are of one kind, joined along an axis; nil where the kinds differ.
    static func joined(_ values: [Value], axis: Int) -> Value? {
        switch values[0] {
        case .real:
            let tensors = values.compactMap { if case .real(let tensor) = $0 { tensor } else { nil } }
            return tensors.count == values.count ? .real(Tensor.joined(tensors, axis: axis)) : nil
        case .integer:
            let tensors = values.compactMap { if case .integer(let tensor) = $0 { tensor } else { nil } }
            return tensors.count == values.count ? .integer(Tensor.joined(tensors, axis: axis)) : nil
        case .boolean:
            let tensors = values.compactMap { if case .boolean(let tensor) = $0 { tensor } else { nil } }
            return tensors.count == values.count ? .boolean(Tensor.joined(tensors, axis: axis)) : nil
        }
    }
}

/// An operator that moves elements of its first input by a table of flat indices; its adjoint adds them back.
protocol Selecting: Operation {
    /// For every output element the flat index of its source, −1 where none.
    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int>
    func fill<T: Real>(_ inputs: [Value<T>?]) throws -> Double
}

extension Selecting {
    func fill<T: Real>(_ inputs: [Value<T>?]) throws -> Double { 0 }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        [try any(inputs, 0).taken(try table(inputs), fill: try fill(inputs))]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            let shape = context.inputs[0]!.shape
            guard let table = try? table(context.inputs) else { return Tensor(zeros: shape) }
            return cotangent.scattered(table, shape: shape)
        }
    }
}

/// x[start:end:step] along axes; limits as inputs 1–4 (starts, ends, axes, steps), or as attributes before opset 10.
public struct Slice: Operation, Selecting {
    public let starts: [Int]?
    public let ends: [Int]?
    public let axes: [Int]?

    public init(starts: [Int]? = nil, ends: [Int]? = nil, axes: [Int]? = nil) {
        self.starts = starts
        self.ends = ends
        self.axes = axes
    }

    public var name: String { "Slice" }

    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int> {
        var shape = try any(inputs, 0).shape
        guard let starts = try starts ?? integers(inputs, 1), let ends = try ends ?? integers(inputs, 2),
            starts.count == ends.count
        else { throw mismatch("starts and ends of different or unknown length") }
        let axes = try axes ?? integers(inputs, 3) ?? Array(starts.indices)
        let steps = try integers(inputs, 4) ?? Array(repeating: 1, count: starts.count)
        guard axes.count == starts.count, steps.count == starts.count, !steps.contains(0) else {
            throw mismatch("\(starts.count) starts, axes \(axes), steps \(steps)")
        }
        let indices = Tensor<Int>.indices(of: shape)
        var strides = Tensor<Int>.strides(of: shape)
        var offset = 0
        for (position, axis) in axes.enumerated() {
            let axis = try normalized(axis, rank: shape.count)
            let picked = Self.range(starts[position], ends[position], steps[position], extent: shape[axis])
            offset += picked.start * strides[axis]
            strides[axis] = strides[axis].multipliedReportingOverflow(by: steps[position]).partialValue
            shape[axis] = picked.count
        }
        return indices.strided(shape: shape, strides: strides, offset: offset)
    }

    private static func range(_ start: Int, _ end: Int, _ step: Int, extent: Int) -> (start: Int, count: Int) {
        let lowest = step > 0 ? 0 : -1
        let highest = step > 0 ? extent : extent - 1
        let from = min(max(start < 0 ? start + extent : start, step > 0 ? 0 : -1), highest)
        let to = min(max(end < 0 ? max(end, -extent - 1) + extent : end, lowest), highest)
        let span = step > 0 ? to - from : from - to
        guard span > 0 else { return (0, 0) }
        return (from, (span - 1) / Int(clamping: step.magnitude) + 1)
    }
}

/// Entries of `axis` by index: y = x[…, indices, …].
public struct Gather: Operation, Selecting {
    public let axis: Int

    public init(axis: Int = 0) {
        self.axis = axis
    }

    public var name: String { "Gather" }

    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int> {
        let shape = try any(inputs, 0).shape
        let axis = try normalized(axis, rank: shape.count)
        let chosen = try any(inputs, 1).shape
        let picked = try (integers(inputs, 1) ?? []).map { try normalizedIndex($0, extent: shape[axis]) }
        let outer = shape[..<axis].reduce(1, *)
        let inner = shape[(axis + 1)...].reduce(1, *)
        let result = try checked(Array(shape[..<axis]) + chosen + Array(shape[(axis + 1)...]))
        var table: [Int] = []
        table.reserveCapacity(result.reduce(1, *))
        for block in 0..<outer {
            for index in picked {
                let start = (block * shape[axis] + index) * inner
                table += start..<start + inner
            }
        }
        return Tensor(shape: result, elements: table)
    }
}

/// Slices by index tuples: the last axis of the indices addresses the axes after `batchAxes`.
public struct GatherND: Operation, Selecting {
    public let batchAxes: Int

    public init(batchAxes: Int = 0) {
        self.batchAxes = batchAxes
    }

    public var name: String { "GatherND" }

    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int> {
        let shape = try any(inputs, 0).shape
        let chosen = try any(inputs, 1).shape
        let indices = try integers(inputs, 1) ?? []
        guard let width = chosen.last, batchAxes >= 0, batchAxes < chosen.count, batchAxes + width <= shape.count,
            chosen[..<batchAxes] == shape[..<batchAxes]
        else { throw mismatch("indices \(chosen) do not address \(shape)") }
        let strides = Tensor<Int>.strides(of: shape)
        let inner = shape[(batchAxes + width)...].reduce(1, *)
        let tuples = chosen.dropLast().reduce(1, *)
        let perBatch = tuples / max(1, chosen[..<batchAxes].reduce(1, *))
        let batchSize = shape[batchAxes...].reduce(1, *)
        var table: [Int] = []
        for tuple in 0..<tuples {
            var start = tuple / max(1, perBatch) * batchSize
            for position in 0..<width {
                let axis = batchAxes + position
                start += try normalizedIndex(indices[tuple * width + position], extent: shape[axis]) * strides[axis]
            }
            table += start..<start + inner
        }
        return Tensor(
            shape: try checked(Array(chosen.dropLast()) + Array(shape[(batchAxes + width)...])), elements: table)
    }
}

extension Operation {
    func normalizedIndex(_ index: Int, extent: Int) throws -> Int {
        let result = index < 0 ? index &+ extent : index
        guard result >= 0, result < extent else { throw mismatch("index \(index) of an axis of \(extent)") }
        return result
    }
}

/// What stands in the padding of ``Pad``.
public enum PadMode: String, Sendable {
    case constant, reflect, edge, wrap
}

/// Padding at the ends of axes; pads, value and axes as inputs 1–3, or as attributes before opset 11.
public struct Pad: Operation, Selecting {
    public let mode: PadMode
    public let pads: [Int]?
    public let value: Double

    public init(mode: PadMode = .constant, pads: [Int]? = nil, value: Double = 0) {
        self.mode = mode
        self.pads = pads
        self.value = value
    }

    public var name: String { "Pad" }

    func fill<T: Real>(_ inputs: [Value<T>?]) throws -> Double {
        switch try optional(inputs, 2) {
        case .real(let tensor)?: tensor.elements.first.map { Double($0) } ?? value
        case .integer(let tensor)?: tensor.elements.first.map { Double($0) } ?? value
        case .boolean(let tensor)?: tensor.elements.first == true ? 1 : 0
        case nil: value
        }
    }

    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int> {
        let shape = try any(inputs, 0).shape
        guard let given = try pads ?? integers(inputs, 1) else { throw mismatch("no pads") }
        let axes = try (integers(inputs, 3) ?? Array(shape.indices)).map { try normalized($0, rank: shape.count) }
        guard given.count == 2 * axes.count, given.allSatisfy({ abs($0) < 1 << 24 }) else {
            throw mismatch("the pads \(given) for the axes \(axes) of \(shape)")
        }
        var begin = [Int](repeating: 0, count: shape.count)
        var result = shape
        for (position, axis) in axes.enumerated() {
            begin[axis] = given[position]
            result[axis] += given[position] + given[position + axes.count]
        }
        _ = try checked(result)
        let sources = try result.indices.map { axis in
            try (0..<result[axis]).map { try source($0 - begin[axis], extent: shape[axis]) }
        }
        return Self.outer(sources, shape: shape)
    }

    /// Where position `index` of an axis takes its value from; −1 = the constant.
    private func source(_ index: Int, extent: Int) throws -> Int {
        if (0..<extent).contains(index) { return index }
        guard mode != .constant else { return -1 }
        guard extent > 0 else { throw mismatch("an empty axis cannot be padded by mode \(mode)") }
        switch mode {
        case .edge: return index < 0 ? 0 : extent - 1
        case .wrap: return ((index % extent) + extent) % extent
        case .reflect, .constant:
            guard extent > 1 else { return 0 }
            let period = 2 * (extent - 1)
            let phase = ((index % period) + period) % period
            return phase < extent ? phase : period - phase
        }
    }

    /// Table of the product of one list of indices an axis.
    static func outer(_ sources: [[Int]], shape: [Int]) -> Tensor<Int> {
        let table = sources.indices.reduce([0]) { prefixes, axis in
            prefixes.flatMap { prefix in
                sources[axis].map { prefix < 0 || $0 < 0 ? -1 : prefix * shape[axis] + $0 }
            }
        }
        return Tensor(shape: sources.map(\.count), elements: table)
    }
}

/// Blocks of channels spread over space: [N, C·b², H, W] → [N, C, H·b, W·b].
public struct DepthToSpace: Operation, Selecting {
    public let block: Int
    /// Channel order of ONNX's mode: DCR (block first) or CRD (column–row–depth).
    public let depthFirst: Bool

    public init(block: Int, depthFirst: Bool = true) {
        self.block = block
        self.depthFirst = depthFirst
    }

    public var name: String { "DepthToSpace" }

    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int> {
        let x = try any(inputs, 0).shape
        guard x.count == 4, block > 0, block < 1 << 15, x[1] % (block * block) == 0 else {
            throw mismatch("an input \(x) in blocks of \(block)")
        }
        let depth = x[1] / (block * block)
        let all = Tensor<Int>.indices(of: x)
        let folded =
            depthFirst
            ? all.reshaped([x[0], block, block, depth, x[2], x[3]]).transposed([0, 3, 4, 1, 5, 2])
            : all.reshaped([x[0], depth, block, block, x[2], x[3]]).transposed([0, 1, 4, 2, 5, 3])
        return folded.reshaped([x[0], depth, x[2] * block, x[3] * block])
    }
}
