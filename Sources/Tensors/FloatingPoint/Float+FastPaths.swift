// SPDX-License-Identifier: Apache-2.0
import Kernels

/// The operations that have a fast float32 path; ``Reference`` computes the cases that the path does not cover.
extension Float {
    public static func convolve(
        _ input: [Float], weights: [Float], bias: [Float]?, geometry: Convolution, batch: Int
    ) -> [Float] {
        FastConvolution(geometry)?.forward(input, weights: weights, bias: bias, batch: batch)
            ?? Reference.convolve(input, weights: weights, bias: bias, geometry: geometry, batch: batch)
    }

    public static func convolveAdjoint(
        _ gradient: [Float], weights: [Float], geometry: Convolution, batch: Int
    ) -> [Float] {
        FastConvolution(geometry)?.adjoint(gradient, weights: weights, batch: batch)
            ?? Reference.convolveAdjoint(gradient, weights: weights, geometry: geometry, batch: batch)
    }

    public static func convolveWeights(
        _ input: [Float], _ gradient: [Float], geometry: Convolution, batch: Int
    ) -> [Float] {
        FastConvolution(geometry)?.weights(input, gradient, batch: batch)
            ?? Reference.convolveWeights(input, gradient, geometry: geometry, batch: batch)
    }

    public static func maxPool(_ input: [Float], window: Window, planes: Int) -> [Float] {
        guard var planar = planar_window(window) else {
            return Reference.maxPool(input, window: window, planes: planes)
        }
        precondition(input.count == planes * window.inputCount, "sizes do not fit")
        return [Float](unsafeUninitializedCapacity: planes * window.outputCount) { result, count in
            count = planes * window.outputCount
            if count > 0 { window_maxima(Int32(planes), &planar, input, result.baseAddress!) }
        }
    }

    public static func maxPoolAdjoint(
        _ gradient: [Float], input: [Float], window: Window, planes: Int
    ) -> [Float] {
        guard var planar = planar_window(window) else {
            return Reference.maxPoolAdjoint(gradient, input: input, window: window, planes: planes)
        }
        precondition(input.count == planes * window.inputCount, "sizes do not fit")
        precondition(gradient.count == planes * window.outputCount, "sizes do not fit")
        var result = [Float](repeating: 0, count: input.count)
        window_maxima_adjoint(Int32(planes), &planar, input, gradient, &result)
        return result
    }

    public static func apply(_ function: UnaryFunction, _ x: [Float]) -> [Float] {
        guard function == .relu, !x.isEmpty else { return Reference.apply(function, x) }
        return [Float](unsafeUninitializedCapacity: x.count) { result, count in
            relu_forward(x.count, x, result.baseAddress!)
            count = x.count
        }
    }

    public static func applyAdjoint(
        _ function: UnaryFunction, _ gradient: [Float], x: [Float], y: [Float]
    ) -> [Float] {
        guard function == .relu || function == .sigmoid, !x.isEmpty else {
            return Reference.applyAdjoint(function, gradient, x: x, y: y)
        }
        return [Float](unsafeUninitializedCapacity: x.count) { result, count in
            if function == .relu {
                relu_adjoint(x.count, gradient, x, result.baseAddress!)
            } else {
                sigmoid_adjoint(x.count, gradient, y, result.baseAddress!)
            }
            count = x.count
        }
    }
}
