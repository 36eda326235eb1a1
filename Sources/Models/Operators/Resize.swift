// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Interpolation along axes. Inputs: x, region (roi), and either scales or sizes.
public struct Resize: Operation {
    /// How `sizes` are met: exactly, or by one common scale that exceeds none of them, or falls short of none.
    public enum AspectPolicy: String, Sendable {
        case stretch
        case notLarger = "not_larger"
        case notSmaller = "not_smaller"
    }

    public let mode: ResizeMode
    public let coordinates: ResizeCoordinates
    public let nearest: ResizeNearest
    /// A of Keys' cubic kernel.
    public let cubicCoefficient: Double
    /// Whether taps outside the axis get the weight 0 (exclude_outside).
    public let excludeOutside: Bool
    /// The value outside the region, for `tfCropAndResize`.
    public let extrapolation: Double
    /// Whether the kernel widens if the axis shrinks.
    public let antialias: Bool
    /// The axes that scales, sizes and region refer to; nil = all.
    public let axes: [Int]?
    public let aspect: AspectPolicy
    /// The position of the scales among the inputs: 2, or 1 in opset 10, which has no region, and where the neighbour is the
    /// right one on an axis that shrinks.
    public let scalesInput: Int
    /// The scales as an attribute; nil: an input.
    public let factors: [Double]?
    public let arithmetic: ResizeArithmetic

    /// The defaults are ONNX's.
    public init(
        mode: ResizeMode = .nearest, coordinates: ResizeCoordinates = .halfPixel,
        nearest: ResizeNearest = .roundPreferFloor, cubicCoefficient: Double = -0.75, excludeOutside: Bool = false,
        extrapolation: Double = 0, antialias: Bool = false, axes: [Int]? = nil, aspect: AspectPolicy = .stretch,
        scalesInput: Int = 2, factors: [Double]? = nil, arithmetic: ResizeArithmetic = .onnx
    ) {
        self.mode = mode
        self.coordinates = coordinates
        self.nearest = nearest
        self.cubicCoefficient = cubicCoefficient
        self.excludeOutside = excludeOutside
        self.extrapolation = extrapolation
        self.antialias = antialias
        self.axes = axes
        self.aspect = aspect
        self.scalesInput = scalesInput
        self.factors = factors
        self.arithmetic = arithmetic
    }

    public var name: String { "Resize" }
    public var settings: Set<Int> { [1, 2] }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let x = try real(inputs, 0)
        return [.real(try maps(x.shape, inputs).reduce(x) { $0.resampled($1.map, axis: $1.axis) })]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            let maps = try? maps(context.inputs[0]!.shape, context.inputs)
            return (maps ?? []).reversed().reduce(cotangent) { $0.resampledAdjoint($1.map, axis: $1.axis) }
        }
    }

    /// The resamplings of an input of this shape, for the axes that change; throws if scales, sizes or region do not
    /// fit.
    func maps<T: Real>(_ shape: [Int], _ inputs: [Value<T>?]) throws -> [(axis: Int, map: Resampling)] {
        let scales = try factors ?? optionalReal(inputs, scalesInput)?.elements.map { Double($0) }
        return try maps(shape, inputs, scales: scales?.isEmpty == true ? nil : scales)
    }

    func maps<T: Real>(
        _ shape: [Int], _ inputs: [Value<T>?], scales: [Double]?
    ) throws -> [(axis: Int, map: Resampling)] {
        let axes = try (axes ?? Array(shape.indices)).map { try normalized($0, rank: shape.count) }
        guard Set(axes).count == axes.count else { throw mismatch("the axes \(axes) repeat") }
        let extents = try extents(shape, axes, scales: scales, sizes: scales == nil ? integers(inputs, 3) : nil)
        let region = try scalesInput == 2 ? optionalReal(inputs, 1)?.elements.map { Double($0) } ?? [] : []
        var result = shape
        for (axis, extent) in zip(axes, extents) { result[axis] = extent.output }
        _ = try checked(result)
        guard result != shape || coordinates == .tfCropAndResize else { return [] }
        return try axes.indices.compactMap { position in
            let (axis, output) = (axes[position], extents[position].output)
            let scale = effectiveScale(extents[position].scale, from: shape[axis], to: output)
            if output == shape[axis], scale == 1, coordinates != .tfCropAndResize { return nil }
            guard scale > 0, scale.isFinite, shape[axis] > 0, !antialias || scale > 1e-3 else {
                throw mismatch("the scale \(scale) of axis \(axis) of \(shape)")
            }
            let span = region.count == 2 * axes.count ? (region[position], region[position + axes.count]) : (0, 1)
            guard span.0.isFinite, span.1.isFinite, abs(span.0) < 1e6, abs(span.1) < 1e6 else {
                throw mismatch("the region \(region)")
            }
            return (axis, resampling(ResizedAxis(input: shape[axis], output: output, scale: scale, region: span)))
        }
    }

    /// The scale that coordinates follow from.
    private func effectiveScale(_ scale: Double, from input: Int, to output: Int) -> Double {
        guard arithmetic == .pytorch else { return scale }
        if output == input { return 1 }
        return mode == .nearest && output == 2 * input ? 2 : scale
    }

    /// The output extent and the scale of each axis.
    private func extents(
        _ shape: [Int], _ axes: [Int], scales: [Double]?, sizes: [Int]?
    ) throws -> [(output: Int, scale: Double)] {
        if let scales {
            guard scales.count == axes.count, scales.allSatisfy({ $0 > 0 && $0 < 1e6 }) else {
                throw mismatch("the scales \(scales) for an input \(shape)")
            }
            return zip(axes, scales).map { axis, scale in
                let extent =
                    arithmetic == .onnx ? Double(Float(shape[axis]) * Float(scale)) : Double(shape[axis]) * scale
                return (Int(extent.rounded(.down)), scale)
            }
        }
        guard let sizes, sizes.count == axes.count, axes.allSatisfy({ shape[$0] > 0 }), sizes.allSatisfy({ $0 > 0 })
        else { throw mismatch("neither scales nor sizes that fit an input \(shape)") }
        let ratios = zip(axes, sizes).map { Double($1) / Double(shape[$0]) }
        guard aspect != .stretch else { return zip(sizes, ratios).map { ($0, $1) } }
        let common = (aspect == .notLarger ? ratios.min() : ratios.max()) ?? 1
        return try axes.map { axis in
            let extent = (common * Double(shape[axis]) + 0.5).rounded(.down)
            guard extent < 0x1p32 else { throw mismatch("the sizes \(sizes) for an input \(shape)") }
            return (Int(extent), common)
        }
    }
}
