// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

// Convolutions, pooling, interpolation.
private typealias Attributes = [(String, OnnxAttribute)]

extension Padding {
    fileprivate var attributes: [(String, OnnxAttribute)] {
        switch self {
        case .explicit(let pads): pads.isEmpty ? [] : [("pads", .integers(pads))]
        case .same(let upper): [("auto_pad", .text(upper ? "SAME_UPPER" : "SAME_LOWER"))]
        }
    }
}

/// An attribute that is left out if it is empty.
private func optional(_ name: String, _ values: [Int]) -> [(String, OnnxAttribute)] {
    values.isEmpty ? [] : [(name, .integers(values))]
}

extension Conv: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        let shape = padding.attributes + optional("strides", strides) + optional("dilations", dilations)
        sheet.add(
            "Conv", inputs, outputs, shape + optional("kernel_shape", kernel ?? []) + [("group", .integer(groups))])
    }
}

extension ConvTranspose: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        let shape = padding.attributes + optional("strides", strides) + optional("dilations", dilations)
        let output = optional("output_padding", outputPadding) + optional("output_shape", outputShape ?? [])
        sheet.add("ConvTranspose", inputs, outputs, shape + output + [("group", .integer(groups))])
    }
}

extension MaxPool: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        let shape = padding.attributes + optional("strides", strides) + optional("dilations", dilations)
        let more: Attributes = [
            ("kernel_shape", .integers(kernel)), ("ceil_mode", .flag(ceiling)), ("storage_order", .flag(columnMajor)),
        ]
        sheet.add("MaxPool", inputs, outputs, shape + more)
    }
}

extension AveragePool: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        let shape = padding.attributes + optional("strides", strides) + optional("dilations", dilations)
        let more: Attributes = [
            ("kernel_shape", .integers(kernel)), ("ceil_mode", .flag(ceiling)),
            ("count_include_pad", .flag(countingPadding)),
        ]
        sheet.add("AveragePool", inputs, outputs, shape + more)
    }
}

extension GlobalAveragePool: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) { sheet.add(name, inputs, outputs) }
}

extension Resize: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        var given = inputs
        if scalesInput == 1 { given = [inputs.input(0), nil, inputs.input(1)] }
        let constant = factors.map { Graph.Constant.real(Tensor(shape: [$0.count], elements: $0.map { Float($0) })) }
        if let constant { given = [inputs.input(0), nil, sheet.constant(constant)] }
        let how: Attributes = [
            ("mode", .text(mode.rawValue)), ("coordinate_transformation_mode", .text(coordinates.rawValue)),
            ("nearest_mode", .text(nearest.rawValue)), ("cubic_coeff_a", .real(cubicCoefficient)),
            ("exclude_outside", .flag(excludeOutside)), ("extrapolation_value", .real(extrapolation)),
            ("antialias", .flag(antialias)), ("keep_aspect_ratio_policy", .text(aspect.rawValue)),
        ]
        sheet.add("Resize", given, outputs, how + optional("axes", axes ?? []))
    }
}

extension Upsample: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        let constant = scales.map { sheet.constant(.real(.init(shape: [$0.count], elements: $0))) }
        resize.write([inputs.input(0), constant ?? inputs.input(1)], outputs, to: &sheet)
    }
}

extension DepthToSpace: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, [("blocksize", .integer(block)), ("mode", .text(depthFirst ? "DCR" : "CRD"))])
    }
}

extension Pad: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        var given = inputs
        if let pads {
            given = [inputs.input(0), sheet.constant(pads)] + (value == 0 ? [] : [sheet.constant(value)])
        }
        sheet.add(name, given, outputs, [("mode", .text(mode.rawValue))])
    }
}
