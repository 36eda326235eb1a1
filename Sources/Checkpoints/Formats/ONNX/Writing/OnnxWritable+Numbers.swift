// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

// Functions of numbers, matrices and statistics.
extension Unary: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        let x = inputs.input(0)
        switch function {
        case .leakyRelu(let slope): sheet.add(name, [x], outputs, [("alpha", .real(slope))])
        case .elu(let alpha): sheet.add(name, [x], outputs, [("alpha", .real(alpha))])
        case .selu(let alpha, let gamma):
            sheet.add(name, [x], outputs, [("alpha", .real(alpha)), ("gamma", .real(gamma))])
        case .clip(let low, let high): Clip(low: low, high: high).write([x], outputs, to: &sheet)
        case .affine(let scale, let offset):
            let scaled = sheet.step("Mul", [x, sheet.constant(scale)])
            sheet.add("Add", [scaled, sheet.constant(offset)], outputs)
        default: sheet.add(name, [x], outputs)
        }
    }
}

extension Clip: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        let lowest = inputs.input(1) ?? (low.isFinite ? sheet.constant(low) : nil)
        let highest = inputs.input(2) ?? (high.isFinite ? sheet.constant(high) : nil)
        sheet.add(name, [inputs.input(0), lowest, highest], outputs)
    }
}

extension Binary: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        switch function {
        case .remainder: sheet.add(name, inputs, outputs, [("fmod", .integer(1))])
        default: sheet.add(name, inputs, outputs)
        }
    }
}

extension Variadic: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) { sheet.add(name, inputs, outputs) }
}

extension Gemm: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(
            name, inputs, outputs,
            [
                ("alpha", .real(alpha)), ("beta", .real(beta)), ("transA", .flag(transposeA)),
                ("transB", .flag(transposeB)),
            ])
    }
}

extension MatMul: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) { sheet.add(name, inputs, outputs) }
}

extension Softmax: OnnxWritable {
    /// Before opset 13 Softmax took a matrix, split at the axis; hence Flatten and Reshape.
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        guard flattening else { return sheet.add(name, inputs, outputs, [("axis", .integer(axis))]) }
        let rows = sheet.step("Flatten", inputs, [("axis", .integer(axis))])
        let sums = sheet.step(name, [rows], [("axis", .integer(-1))])
        sheet.add("Reshape", [sums, sheet.step("Shape", inputs)], outputs, [("allowzero", .integer(1))])
    }
}

extension Reduce: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        let given = axes.map { sheet.constant($0) } ?? inputs.input(1)
        sheet.add(
            name, [inputs.input(0), given], outputs,
            [("keepdims", .flag(keepAxes)), ("noop_with_empty_axes", .flag(noAxesMeansNone))])
    }
}

extension ArgMax: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(
            name, inputs, outputs,
            [("axis", .integer(axis)), ("keepdims", .flag(keepAxes)), ("select_last_index", .flag(lastOfEquals))])
    }
}

extension BatchNormalization: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, [("epsilon", .real(epsilon))])
    }
}

extension TrainingNormalization: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(
            name, inputs, outputs,
            [("epsilon", .real(epsilon)), ("momentum", .real(momentum)), ("training_mode", .flag(true))])
    }
}

extension InstanceNormalization: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, [("epsilon", .real(epsilon))])
    }
}

extension Dropout: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) { sheet.add(name, inputs, outputs) }
}

extension Cast: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        let type: ElementType =
            switch target {
            case .real: .float
            case .integer: .int64
            case .boolean: .boolean
            }
        sheet.add(name, inputs, outputs, [("to", .integer(Int(type.rawValue)))])
    }
}
