// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The map from an output position to the input's coordinates (ONNX's coordinate_transformation_mode).
public enum ResizeCoordinates: String, Sendable {
    case halfPixel = "half_pixel"
    case halfPixelSymmetric = "half_pixel_symmetric"
    case pytorchHalfPixel = "pytorch_half_pixel"
    case alignCorners = "align_corners"
    case asymmetric
    case tfHalfPixelForNN = "tf_half_pixel_for_nn"
    case tfCropAndResize = "tf_crop_and_resize"
}

/// The interpolation between input positions.
public enum ResizeMode: String, Sendable {
    case nearest, linear, cubic
}

/// The neighbour that `nearest` takes.
public enum ResizeNearest: String, Sendable {
    case roundPreferFloor = "round_prefer_floor"
    case roundPreferCeil = "round_prefer_ceil"
    case floor, ceil
}

extension Resize {
    /// The resampling of one axis.
    ///
    /// A coordinate lies at base + ratio with ratio in (0, 1], and taps beyond an end repeat it. Which neighbour is nearest is
    /// decided in single precision, as every runtime does, so that a coordinate halfway between two positions falls on the same
    /// side.
    func resampling(_ axis: ResizedAxis) -> Resampling {
        var (indices, weights, offsets): ([Int], [Double], [Double]) = ([], [], [])
        var width = 0
        for position in 0..<axis.output {
            let x =
                mode == .nearest
                ? Double(axis.coordinate(position, coordinates, arithmetic, as: Float.self))
                : axis.coordinate(position, coordinates, arithmetic)
            let base = Int(x.rounded(.up)) - 1
            var taps = coefficients(x - Double(base), scale: axis.scale)
            width = taps.weights.count
            if excludeOutside { taps.exclude(base: base, extent: axis.input) }
            let outside = coordinates == .tfCropAndResize && (x < 0 || x > Double(axis.input - 1))
            for (tap, weight) in taps.weights.enumerated() {
                indices.append(min(max(base + taps.start + tap, 0), axis.input - 1))
                weights.append(outside ? 0 : weight)
            }
            offsets.append(outside ? extrapolation : 0)
        }
        return Resampling(
            input: axis.input, output: axis.output, width: width, indices: indices, weights: weights, offsets: offsets)
    }

    /// Weights of the positions base + start, base + start + 1, …
    private struct Taps {
        var start: Int
        var weights: [Double]

        /// Sets the weights outside the axis to 0 and makes the others sum to 1 (exclude_outside).
        mutating func exclude(base: Int, extent: Int) {
            for tap in weights.indices where !(0..<extent).contains(base + start + tap) { weights[tap] = 0 }
            let sum = weights.reduce(0, +)
            weights = weights.map { $0 / sum }
        }
    }

    private func coefficients(_ ratio: Double, scale: Double) -> Taps {
        switch mode {
        case .nearest: return Taps(start: nearestIsRight(ratio, scale) ? 1 : 0, weights: [1])
        case .linear:
            return antialias
                ? filtered(scale, reach: 1, ratio: ratio) { max(0, 1 - abs($0)) }
                : Taps(start: 0, weights: [1 - ratio, ratio])
        case .cubic:
            return antialias
                ? filtered(scale, reach: 2, ratio: ratio, cubic)
                : Taps(start: -1, weights: (-1...2).map { cubic(Double($0) - ratio) })
        }
    }

    private func nearestIsRight(_ ratio: Double, _ scale: Double) -> Bool {
        if ratio == 1 || (scalesInput == 1 && scale < 1) { return true }
        switch nearest {
        case .roundPreferFloor: return ratio > 0.5
        case .roundPreferCeil: return ratio >= 0.5
        case .floor: return false
        case .ceil: return true
        }
    }

    /// The normalized kernel, stretched by 1/scale if the axis shrinks.
    private func filtered(_ scale: Double, reach: Double, ratio: Double, _ kernel: (Double) -> Double) -> Taps {
        let scale = min(scale, 1)
        let start = Int((-reach / scale).rounded(.down)) + 1
        let weights = (start..<2 - start).map { kernel((Double($0) - ratio) * scale) }
        let sum = weights.reduce(0, +)
        return Taps(start: start, weights: weights.map { $0 / sum })
    }

    /// Keys' cubic convolution kernel with the coefficient A.
    private func cubic(_ distance: Double) -> Double {
        let (a, x) = (cubicCoefficient, abs(distance))
        if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
    }
}
