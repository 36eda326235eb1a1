// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Interpolation.
enum AtenResizing {
    static let rules: [AtenRule] = [
        AtenRule(
            "upsample_nearest1d.vec", "upsample_nearest1d.default", "upsample_nearest2d.vec",
            "upsample_nearest2d.default", "upsample_nearest3d.vec", "upsample_nearest3d.default"
        ) { call, builder in
            try enlarge(call, mode: .nearest, .asymmetric, &builder)
        },
        AtenRule(
            "_upsample_nearest_exact1d.vec", "_upsample_nearest_exact1d.default", "_upsample_nearest_exact2d.vec",
            "_upsample_nearest_exact2d.default"
        ) { call, builder in
            try enlarge(call, mode: .nearest, .halfPixel, &builder, nearest: .roundPreferCeil)
        },
        // A single row of output lies in the middle, unlike in ONNX's pytorch_half_pixel.
        AtenRule(
            "upsample_linear1d.vec", "upsample_linear1d.default", "upsample_bilinear2d.vec",
            "upsample_bilinear2d.default", "upsample_trilinear3d.vec", "upsample_trilinear3d.default"
        ) { call, builder in
            try enlarge(call, mode: .linear, call.flag("align_corners") ? .alignCorners : .halfPixel, &builder)
        },
        AtenRule("upsample_bicubic2d.vec", "upsample_bicubic2d.default") { call, builder in
            try enlarge(call, mode: .cubic, call.flag("align_corners") ? .alignCorners : .halfPixel, &builder)
        },
    ]

    /// Enlarges the axes of positions by factors, or to a given size.
    ///
    /// Where both are given, as in ATen's core operators, coordinates follow from the factors and sizes are their products,
    /// rounded down.
    private static func enlarge(
        _ call: AtenCall, mode: ResizeMode, _ coordinates: ResizeCoordinates, _ builder: inout GraphBuilder,
        nearest: ResizeNearest = .floor
    ) throws -> Graph.ValueID {
        let x = try call.tensor(call.subject)
        let count = AtenPooling.axisCount(call)
        let factors = try factors(call, count: count)
        let resize = Resize(
            mode: mode, coordinates: coordinates, nearest: nearest, axes: (0..<count).map { $0 + 2 },
            factors: factors, arithmetic: .pytorch)
        guard factors == nil else {
            call.ignore("output_size")
            return builder.add(resize, x)
        }
        return builder.add(resize, x, nil, nil, builder.shape(try call.extents("output_size")))
    }

    /// A factor for each of `count` axes; nil if the call has none.
    private static func factors(_ call: AtenCall, count: Int) throws -> [Double]? {
        let names = count == 1 ? ["scales"] : ["scales_d", "scales_h", "scales_w"].suffix(count)
        let single = try names.map { try call.real($0, 0) }
        let factors = try call.reals("scale_factors") ?? (single.allSatisfy { $0 == 0 } ? nil : single)
        guard let factors else { return nil }
        guard factors.count == count, factors.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            throw call.refused("scale_factors", "are \(factors)")
        }
        return factors
    }
}
