// SPDX-License-Identifier: Apache-2.0
import Models

extension OperatorRule {
    static let resizing: [OperatorRule] = [
        .one("Resize", 10...10, inputs: 2...2) { call in
            Resize(
                mode: try call.choice("mode", .nearest), coordinates: .asymmetric, nearest: .floor, scalesInput: 1)
        },
        .one("Resize", .since(11), inputs: 1...4) { try resize($0) },
        .one("Upsample", 7...8) { call in
            Upsample(
                mode: try call.choice("mode", .nearest), scales: try call.required(call.reals("scales"), "scales"))
        },
        .one("Upsample", 9...9, inputs: 2...2) { Upsample(mode: try $0.choice("mode", .nearest)) },
        .one("SpaceToDepth") { SpaceToDepth(block: try $0.required($0.integer("blocksize"), "blocksize")) },
        .one("DepthToSpace", 1...10) {
            DepthToSpace(block: try $0.required($0.integer("blocksize"), "blocksize"))
        },
        .one("DepthToSpace", .since(11)) { call in
            let mode = try call.text("mode", "DCR")
            guard ["DCR", "CRD"].contains(mode) else { throw call.refused("mode", "is \"\(mode)\"") }
            return DepthToSpace(
                block: try call.required(call.integer("blocksize"), "blocksize"), depthFirst: mode == "DCR")
        },
    ]

    /// The inputs are x, region, scales and sizes. Antialiasing, axes and the aspect ratio exist only since opset 18.
    private static func resize(_ call: NodeCall) throws -> Resize {
        let isNew = call.opset >= 18
        return Resize(
            mode: try call.choice("mode", .nearest),
            coordinates: try call.choice("coordinate_transformation_mode", .halfPixel),
            nearest: try call.choice("nearest_mode", .roundPreferFloor),
            cubicCoefficient: try call.real("cubic_coeff_a", -0.75), excludeOutside: try call.flag("exclude_outside"),
            extrapolation: try call.real("extrapolation_value", 0),
            antialias: isNew ? try call.flag("antialias") : false, axes: isNew ? try call.integers("axes") : nil,
            aspect: isNew ? try call.choice("keep_aspect_ratio_policy", .stretch) : .stretch)
    }
}
