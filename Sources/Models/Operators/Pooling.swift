// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The largest value of each window, x[N, C, in…] → y[N, C, out…], and as a second output its flat index.
public struct MaxPool: Operation {
    public let kernel: [Int]
    public let strides: [Int]
    public let dilations: [Int]
    public let padding: Padding
    public let ceiling: Bool
    /// Whether indices count column-major within a plane (ONNX's storage_order = 1).
    public let columnMajor: Bool
    /// Whether the node has the second output.
    public let givesIndices: Bool

    /// Empty `strides` and `dilations` stand for ones; `ceiling` rounds the output's extents up.
    public init(
        kernel: [Int], strides: [Int] = [], dilations: [Int] = [], padding: Padding = .explicit([]),
        ceiling: Bool = false, columnMajor: Bool = false, givesIndices: Bool = false
    ) {
        self.kernel = kernel
        self.strides = strides
        self.dilations = dilations
        self.padding = padding
        self.ceiling = ceiling
        self.columnMajor = columnMajor
        self.givesIndices = givesIndices
    }

    public var name: String { "MaxPool" }

    /// The window over the spatial axes of an input of this shape.
    func window(_ shape: [Int]) throws -> Window {
        guard shape.count >= 3 else { throw mismatch("an input \(shape) has no spatial axes") }
        return try Window.sliding(
            over: Array(shape.dropFirst(2)), kernel: kernel, strides: strides, dilations: dilations, padding: padding,
            ceiling: ceiling, for: self
        ).window
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let x = try real(inputs, 0)
        let window = try window(x.shape)
        let shape = try checked(Array(x.shape.prefix(2)) + window.output)
        let y = T.maxPool(x.elements, window: window, planes: x.shape[0] * x.shape[1])
        guard givesIndices else { return [.real(Tensor(shape: shape, elements: y))] }
        return [.real(Tensor(shape: shape, elements: y)), .integer(Tensor(shape: shape, elements: indices(x, window)))]
    }

    /// Flat indices of the largest values in x; in column-major order the first spatial axis varies fastest.
    private func indices<T: Real>(_ x: Tensor<T>, _ window: Window) -> [Int64] {
        let winners = Reference.maxPoolIndices(x.elements, window: window, planes: x.shape[0] * x.shape[1])
        guard columnMajor else { return winners.map(Int64.init) }
        let spatial = Tensor<Int>.indices(of: window.input.reversed())
            .transposed(window.input.indices.reversed()).elements
        let plane = spatial.count
        return winners.map { $0 < 0 ? -1 : Int64($0 / plane * plane + spatial[$0 % plane]) }
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            let x = context.real(0)
            guard let window = try? window(x.shape) else { return Tensor(zeros: x.shape) }
            let gradient = T.maxPoolAdjoint(
                cotangent.elements, input: x.elements, window: window, planes: x.shape[0] * x.shape[1])
            return Tensor(shape: x.shape, elements: gradient)
        }
    }
}

/// The mean of each window, x[N, C, in…] → y[N, C, out…]; padding counts if `countingPadding`.
public struct AveragePool: Operation {
    public let kernel: [Int]
    public let strides: [Int]
    public let dilations: [Int]
    public let padding: Padding
    public let ceiling: Bool
    public let countingPadding: Bool

    /// Empty `strides` and `dilations` stand for ones; `ceiling` rounds the output's extents up.
    public init(
        kernel: [Int], strides: [Int] = [], dilations: [Int] = [], padding: Padding = .explicit([]),
        ceiling: Bool = false, countingPadding: Bool = false
    ) {
        self.kernel = kernel
        self.strides = strides
        self.dilations = dilations
        self.padding = padding
        self.ceiling = ceiling
        self.countingPadding = countingPadding
    }

    public var name: String { "AveragePool" }

    func pooling(_ shape: [Int]) throws -> (window: Window, divisors: [Int]) {
        guard shape.count >= 3 else { throw mismatch("an input \(shape) has no spatial axes") }
        let (window, end) = try Window.sliding(
            over: Array(shape.dropFirst(2)), kernel: kernel, strides: strides, dilations: dilations, padding: padding,
            ceiling: ceiling, for: self)
        return (window, window.divisors(countingPadding: countingPadding, padsEnd: end))
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let x = try real(inputs, 0)
        let (window, divisors) = try pooling(x.shape)
        let y = Reference.averagePool(
            x.elements, window: window, planes: x.shape[0] * x.shape[1], divisors: divisors)
        return [.real(Tensor(shape: try checked(Array(x.shape.prefix(2)) + window.output), elements: y))]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            let x = context.real(0)
            guard let (window, divisors) = try? pooling(x.shape) else { return Tensor(zeros: x.shape) }
            let gradient = Reference.averagePoolAdjoint(
                cotangent.elements, window: window, planes: x.shape[0] * x.shape[1], divisors: divisors)
            return Tensor(shape: x.shape, elements: gradient)
        }
    }
}

/// The mean over all spatial positions: x[N, C, in…] → y[N, C, 1…].
public struct GlobalAveragePool: Operation {
    public init() {}

    public var name: String { "GlobalAveragePool" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let x = try real(inputs, 0)
        guard x.rank >= 3 else { throw mismatch("an input \(x.shape) has no spatial axes") }
        return [.real(x.reduce(.mean, axes: Array(2..<x.rank)))]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            let x = context.real(0)
            return x.reduceAdjoint(.mean, axes: Array(2..<x.rank), output: context.outputs[0].real!, cotangent)
        }
    }
}
