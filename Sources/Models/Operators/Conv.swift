// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Convolution (cross-correlation): x[N, C, in…], w[M, C/group, kernel…], bias[M]? → y[N, M, out…].
public struct Conv: Operation {
    public let padding: Padding
    public let strides: [Int]
    public let dilations: [Int]
    public let groups: Int
    /// The kernel's spatial shape as an attribute, checked against the weights; nil if the node has none.
    public let kernel: [Int]?

    /// Empty `strides` and `dilations` stand for ones.
    public init(
        padding: Padding = .explicit([]), strides: [Int] = [], dilations: [Int] = [], groups: Int = 1,
        kernel: [Int]? = nil
    ) {
        self.padding = padding
        self.strides = strides
        self.dilations = dilations
        self.groups = groups
        self.kernel = kernel
    }

    public var name: String { "Conv" }

    /// The convolution of an input [N, C, in…] with these weights; throws if they do not fit.
    func geometry(_ input: [Int], _ weights: [Int]) throws -> Convolution {
        guard input.count >= 3, weights.count == input.count, groups > 0, weights[0] % groups == 0,
            input[1] == weights[1] * groups
        else { throw mismatch("an input \(input) does not fit weights \(weights) in \(groups) groups") }
        if let kernel, kernel != Array(weights.dropFirst(2)) {
            throw mismatch("kernel_shape \(kernel) is not that of the weights \(weights)")
        }
        let window = try Window.sliding(
            over: Array(input.dropFirst(2)), kernel: Array(weights.dropFirst(2)), strides: strides,
            dilations: dilations, padding: padding, ceiling: false, for: self
        ).window
        return try bounded(Convolution(channels: input[1], maps: weights[0], groups: groups, window: window))
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let (x, weights, bias) = (try real(inputs, 0), try real(inputs, 1), try optionalReal(inputs, 2))
        let geometry = try geometry(x.shape, weights.shape)
        if let bias, bias.count != geometry.maps { throw mismatch("\(bias.count) biases for \(geometry.maps) maps") }
        let shape = try checked([x.shape[0], geometry.maps] + geometry.window.output)
        let y = T.convolve(
            x.elements, weights: weights.elements, bias: bias?.elements, geometry: geometry, batch: x.shape[0])
        return [.real(Tensor(shape: shape, elements: y))]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        let (x, weights) = (context.real(0), context.real(1))
        guard let cotangent = context.cotangents[0], let geometry = try? geometry(x.shape, weights.shape) else {
            return context.none
        }
        return context.gradients { index in
            let gradient =
                switch index {
                case 0:
                    T.convolveAdjoint(
                        cotangent.elements, weights: weights.elements, geometry: geometry, batch: x.shape[0])
                case 1: T.convolveWeights(x.elements, cotangent.elements, geometry: geometry, batch: x.shape[0])
                default: cotangent.sumsPerChannel
                }
            return Tensor(shape: context.real(index).shape, elements: gradient)
        }
    }
}

/// Transposed convolution: x[N, C, in…], w[C, M/group, kernel…], bias[M]? → y[N, M, out…].
///
/// It is the adjoint of the convolution y → x with the same weights, so that convolution is its own adjoint.
public struct ConvTranspose: Operation {
    public let padding: Padding
    public let outputPadding: [Int]
    public let outputShape: [Int]?
    public let strides: [Int]
    public let dilations: [Int]
    public let groups: Int

    /// Empty `strides` and `dilations` stand for ones, an empty `outputPadding` for zeros. With an `outputShape`, the
    /// pads follow from it.
    public init(
        padding: Padding = .explicit([]), outputPadding: [Int] = [], outputShape: [Int]? = nil, strides: [Int] = [],
        dilations: [Int] = [], groups: Int = 1
    ) {
        self.padding = padding
        self.outputPadding = outputPadding
        self.outputShape = outputShape
        self.strides = strides
        self.dilations = dilations
        self.groups = groups
    }

    public var name: String { "ConvTranspose" }

    /// The convolution from this operator's output to its input.
    func geometry(_ input: [Int], _ weights: [Int]) throws -> Convolution {
        let rank = input.count - 2
        guard rank > 0, weights.count == input.count, groups > 0, weights[0] == input[1], input[1] % groups == 0 else {
            throw mismatch("an input \(input) does not fit weights \(weights) in \(groups) groups")
        }
        let kernel = Array(weights.dropFirst(2))
        let steps = try filled(strides, 1, rank)
        let spread = try filled(dilations, 1, rank)
        let extra = try filled(outputPadding, 0, rank)
        let wanted = outputShape.map { Array($0.suffix(rank)) }
        let isPossible = wanted.map { $0.count == rank && $0.allSatisfy { $0 > 0 && $0 < 1 << 30 } } ?? true
        guard isPossible, (kernel + steps + spread).allSatisfy({ $0 > 0 }) else {
            throw mismatch("a kernel \(kernel), strides \(steps), output_shape \(outputShape ?? [])")
        }
        var (output, begin): ([Int], [Int]) = ([], [])
        for axis in 0..<rank {
            let full = steps[axis] * (input[axis + 2] - 1) + extra[axis] + (kernel[axis] - 1) * spread[axis] + 1
            let (extent, pad) = try placement(
                axis, of: rank, wanted: wanted?[axis], full: full, input: input[axis + 2], stride: steps[axis])
            guard extent > 0 else { throw mismatch("the output of an input \(input) would be empty") }
            output.append(extent)
            begin.append(pad)
        }
        let window = Window(
            input: output, kernel: kernel, strides: steps, dilations: spread, padsBegin: begin,
            output: Array(input.dropFirst(2)))
        return try bounded(
            Convolution(channels: weights[1] * groups, maps: input[1], groups: groups, window: bounded(window)))
    }

    /// The extent of one output axis, and how much of the full result is cut off at its beginning.
    private func placement(
        _ axis: Int, of rank: Int, wanted: Int?, full: Int, input: Int, stride: Int
    ) throws -> (Int, Int) {
        switch padding {
        case .explicit(let pads):
            let pads = try filled(pads, 0, 2 * rank)
            guard let wanted else { return (full - pads[axis] - pads[axis + rank], pads[axis]) }
            let total = max(0, full - wanted)
            return (wanted, total - total / 2)
        case .same(let upper):
            let extent = wanted ?? input * stride
            let total = max(0, full - extent)
            return (extent, upper ? total / 2 : total - total / 2)
        }
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let (x, weights, bias) = (try real(inputs, 0), try real(inputs, 1), try optionalReal(inputs, 2))
        let geometry = try geometry(x.shape, weights.shape)
        if let bias, bias.count != geometry.channels {
            throw mismatch("\(bias.count) biases for \(geometry.channels) maps")
        }
        let shape = try checked([x.shape[0], geometry.channels] + geometry.window.input)
        var y = Tensor(
            shape: shape,
            elements: T.convolveAdjoint(
                x.elements, weights: weights.elements, geometry: geometry, batch: x.shape[0]))
        if let bias {
            y = y.combined(with: bias.reshaped([bias.count] + geometry.window.input.map { _ in 1 }), .add)
        }
        return [.real(y)]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        let (x, weights) = (context.real(0), context.real(1))
        guard let cotangent = context.cotangents[0], let geometry = try? geometry(x.shape, weights.shape) else {
            return context.none
        }
        return context.gradients { index in
            let gradient =
                switch index {
                case 0:
                    T.convolve(
                        cotangent.elements, weights: weights.elements, bias: nil, geometry: geometry,
                        batch: x.shape[0])
                case 1: T.convolveWeights(cotangent.elements, x.elements, geometry: geometry, batch: x.shape[0])
                default: cotangent.sumsPerChannel
                }
            return Tensor(shape: context.real(index).shape, elements: gradient)
        }
    }
}
