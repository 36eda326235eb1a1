// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

// Shapes, selections, constants.
extension Transpose: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, permutation.map { [("perm", .integers($0))] } ?? [])
    }
}

extension Reshape: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        let shape = target.map { sheet.constant($0) } ?? inputs.input(1)
        sheet.add(name, [inputs.input(0), shape], outputs, [("allowzero", .flag(allowZero))])
    }
}

extension Flatten: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, [("axis", .integer(axis))])
    }
}

extension Identity: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) { sheet.add(name, inputs, outputs) }
}

extension Squeeze: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, [inputs.input(0), axes.map { sheet.constant($0) } ?? inputs.input(1)], outputs)
    }
}

extension Unsqueeze: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, [inputs.input(0), axes.map { sheet.constant($0) } ?? inputs.input(1)], outputs)
    }
}

extension Shape: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, [("start", .integer(start))] + (end.map { [("end", .integer($0))] } ?? []))
    }
}

extension Expand: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) { sheet.add(name, inputs, outputs) }
}

extension Concat: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, [("axis", .integer(axis))])
    }
}

extension Split: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        let extents = sizes.map { sheet.constant($0) } ?? inputs.input(1)
        let count: [(String, OnnxAttribute)] = extents == nil ? [("num_outputs", .integer(outputs.count))] : []
        sheet.add(name, [inputs.input(0), extents], outputs, [("axis", .integer(axis))] + count)
    }
}

extension Slice: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        let given = [
            starts.map { sheet.constant($0) } ?? inputs.input(1), ends.map { sheet.constant($0) } ?? inputs.input(2),
            axes.map { sheet.constant($0) } ?? inputs.input(3), inputs.input(4),
        ]
        sheet.add(name, [inputs.input(0)] + given, outputs)
    }
}

extension Gather: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, [("axis", .integer(axis))])
    }
}

extension GatherND: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, [("batch_dims", .integer(batchAxes))])
    }
}

extension OneHot: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, [("axis", .integer(axis))])
    }
}

extension Constant: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, [], outputs, [("value", .tensor(value))])
    }
}

extension ConstantOfShape: OnnxWritable {
    /// ONNX requires a value of shape [1].
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        let single: Graph.Constant =
            switch value {
            case .real(let tensor): .real(tensor.reshaped([1]))
            case .integer(let tensor): .integer(tensor.reshaped([1]))
            case .boolean(let tensor): .boolean(tensor.reshaped([1]))
            }
        sheet.add(name, inputs, outputs, [("value", .tensor(single))])
    }
}
