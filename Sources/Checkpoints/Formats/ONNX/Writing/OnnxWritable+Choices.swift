// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

// Comparisons, logic, rounding, and operations that select or repeat elements.
extension Comparison: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) { sheet.add(name, inputs, outputs) }
}

extension Logic: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) { sheet.add(name, inputs, outputs) }
}

extension Not: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) { sheet.add(name, inputs, outputs) }
}

extension Rounding: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) { sheet.add(name, inputs, outputs) }
}

extension Where: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) { sheet.add(name, inputs, outputs) }
}

extension Tile: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) { sheet.add(name, inputs, outputs) }
}

extension CastLike: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) { sheet.add(name, inputs, outputs) }
}

extension Progression: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) { sheet.add(name, inputs, outputs) }
}

extension Einsum: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, [("equation", .text(equation))])
    }
}

extension SpaceToDepth: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, [("blocksize", .integer(block))])
    }
}
