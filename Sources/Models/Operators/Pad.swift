// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The values that ``Pad`` writes into the padding.
public enum PadMode: String, Sendable {
    case constant, reflect, edge, wrap
}

/// Padding at the ends of axes; pads, value and axes are the inputs 1–3, or attributes before opset 11.
public struct Pad: Operation, Selecting {
    public let mode: PadMode
    public let pads: [Int]?
    public let value: Double

    /// `pads` is [begin₀, …, end₀, …] or nil for input 1; `value` is the constant if there is no input 2.
    public init(mode: PadMode = .constant, pads: [Int]? = nil, value: Double = 0) {
        self.mode = mode
        self.pads = pads
        self.value = value
    }

    public var name: String { "Pad" }

    /// The constant of the padding: the first element of input 2, else the attribute.
    func fill<T: Real>(_ inputs: [Value<T>?]) throws -> Double {
        switch try optional(inputs, 2) {
        case .real(let tensor)?: tensor.elements.first.map { Double($0) } ?? value
        case .integer(let tensor)?: tensor.elements.first.map { Double($0) } ?? value
        case .boolean(let tensor)?: tensor.elements.first == true ? 1 : 0
        case nil: value
        }
    }

    /// The gradient of the constant is the sum of ȳ over the padding.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        guard let g = context.cotangents[0], let table = try? table(context.inputs) else { return context.none }
        return context.gradients { index in
            if index == 0 { return g.scattered(table, shape: context.real(0).shape) }
            let sum = table.elements.indices.reduce(T(0)) { table.elements[$1] < 0 ? $0 + g.elements[$1] : $0 }
            let value = context.real(index)
            return Tensor(
                shape: value.shape, elements: value.elements.indices.map { $0 == 0 ? sum : T.zero })
        }
    }

    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int> {
        let shape = try any(inputs, 0).shape
        guard let given = try pads ?? integers(inputs, 1) else { throw mismatch("no pads") }
        let axes = try (integers(inputs, 3) ?? Array(shape.indices)).map { try normalized($0, rank: shape.count) }
        guard given.count == 2 * axes.count, given.allSatisfy({ $0.magnitude < 1 << 24 }) else {
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

    /// The position that position `index` of an axis copies; −1 = the constant.
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

    /// The table of flat indices that one list of indices per axis spans.
    static func outer(_ sources: [[Int]], shape: [Int]) -> Tensor<Int> {
        let table = sources.indices.reduce([0]) { prefixes, axis in
            prefixes.flatMap { prefix in
                sources[axis].map { prefix < 0 || $0 < 0 ? -1 : prefix * shape[axis] + $0 }
            }
        }
        return Tensor(shape: sources.map(\.count), elements: table)
    }
}
