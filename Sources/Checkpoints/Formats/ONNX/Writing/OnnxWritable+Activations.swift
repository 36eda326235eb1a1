// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

// Non-linearities and normalizations that are one node in ONNX.
extension Activation: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        switch function {
        case .hardSigmoid(let alpha, let beta):
            sheet.add(name, inputs, outputs, [("alpha", .real(alpha)), ("beta", .real(beta))])
        case .celu(let alpha): sheet.add(name, inputs, outputs, [("alpha", .real(alpha))])
        case .gelu: sheet.add(name, inputs, outputs, [("approximate", .text("none"))])
        case .tanhGelu: sheet.add(name, inputs, outputs, [("approximate", .text("tanh"))])
        case .swish(let alpha):
            // Swish is an operator only since opset 24.
            let scaled = alpha == 1 ? inputs.input(0) : sheet.step("Mul", [inputs.input(0), sheet.constant(alpha)])
            sheet.add("Mul", [inputs.input(0), sheet.step("Sigmoid", [scaled])], outputs)
        case .softsign, .hardSwish, .mish: sheet.add(name, inputs, outputs)
        }
    }
}

extension PRelu: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) { sheet.add(name, inputs, outputs) }
}

extension LayerNormalization: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, [("axis", .integer(axis)), ("epsilon", .real(epsilon))])
    }
}

extension LpNormalization: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        sheet.add(name, inputs, outputs, [("axis", .integer(axis)), ("p", .integer(norm == .absolute ? 1 : 2))])
    }
}
