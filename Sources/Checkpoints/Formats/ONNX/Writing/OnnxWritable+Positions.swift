// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

// Operations that pick or sum along an axis, and circular functions.
extension Circular: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) { sheet.add(name, inputs, outputs) }
}

extension GatherElements: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, [("axis", .integer(axis))])
    }
}

extension CumulativeSum: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        let given = axis.map { sheet.constant(.integer(Tensor(scalar: Int64($0)))) } ?? inputs.input(1)
        sheet.add(
            name, [inputs.input(0), given], outputs,
            [("exclusive", .flag(isExclusive)), ("reverse", .flag(isReverse))])
    }
}

extension Extrema: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, [("axis", .integer(axis)), ("largest", .flag(largest))])
    }
}

extension Triangle: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, [("upper", .flag(isUpper))])
    }
}

extension Quantization: OnnxWritable {
    /// With ordinary operators, because the levels are real numbers here.
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        let levels = sheet.step("Round", [sheet.step("Div", [inputs.input(0), inputs.input(1)])])
        let zero = inputs.input(2).map { sheet.step("Cast", [$0], [("to", .integer(Int(ElementType.float.rawValue)))]) }
        let moved = zero.map { sheet.step("Add", [levels, $0]) } ?? levels
        sheet.add("Clip", [moved, sheet.constant(low), sheet.constant(high)], outputs)
    }
}
