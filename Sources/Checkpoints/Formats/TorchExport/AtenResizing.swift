// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

extension AtenRule {
    static let resizing: [AtenRule] = [
        AtenRule("upsample_nearest2d.vec", "upsample_nearest2d.default") { call, builder in
            try enlarge(call, mode: .nearest, .asymmetric, &builder)
        },
        // A single row of output lies in the middle, unlike in ONNX's pytorch_half_pixel.
        AtenRule("upsample_bilinear2d.vec", "upsample_bilinear2d.default") { call, builder in
            try enlarge(call, mode: .linear, call.flag("align_corners") ? .alignCorners : .halfPixel, &builder)
        },
    ]

    /// Enlarges height and width by factors, or to a given size.
    ///
    /// Where both are given, as in ATen's core operators, coordinates follow from the factors and sizes are their products,
    /// rounded down.
    private static func enlarge(
        _ call: AtenCall, mode: ResizeMode, _ coordinates: ResizeCoordinates, _ builder: inout GraphBuilder
    ) throws -> Graph.ValueID {
        let x = try call.tensor(call.node.arguments["self"] == nil ? "input" : "self")
        let factors = try factors(call)
        let resize = Resize(
            mode: mode, coordinates: coordinates, nearest: .floor, axes: [2, 3], factors: factors,
            arithmetic: .pytorch)
        guard factors == nil else {
            call.ignore("output_size")
            return builder.add(resize, x)
        }
        return builder.add(resize, x, nil, nil, builder.shape(try call.extents("output_size")))
    }

    /// The factors of height and width; nil if the call has none.
    private static func factors(_ call: AtenCall) throws -> [Double]? {
        let single = [try call.real("scales_h", 0), try call.real("scales_w", 0)]
        let factors = try call.reals("scale_factors") ?? (single == [0, 0] ? nil : single)
        guard let factors else { return nil }
        guard factors.count == 2, factors.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            throw call.refused("scale_factors", "are \(factors)")
        }
        return factors
    }
}
