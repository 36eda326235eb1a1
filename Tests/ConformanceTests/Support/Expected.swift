// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// An output as ONNX gives it, and the suite's own bar: the same shape and type, |y − ŷ| ≤ 10⁻⁷ + 10⁻³·|ŷ|.
struct Expected {
    let value: Graph.Constant
    /// TensorProto.DataType of the tensor, and what the model declares.
    let type: Int64
    let declaredType: Int64?

    /// What is wrong with `output`; nil where nothing is.
    func complaint(about output: Value<Float>) -> String? {
        let wanted: Value<Float> = value.value()
        guard declaredType == nil || declaredType == type else {
            return "the model declares type \(declaredType!), its data has \(type)"
        }
        guard output.kind == wanted.kind else { return "\(output.kind) instead of \(wanted.kind) numbers" }
        guard output.shape == wanted.shape else { return "shape \(output.shape) instead of \(wanted.shape)" }
        switch (output, wanted) {
        case (.real(let y), .real(let expected)): return Self.complaint(y.elements, expected.elements)
        case (.integer(let y), .integer(let expected)): return y == expected ? nil : "\(y) instead of \(expected)"
        case (.boolean(let y), .boolean(let expected)): return y == expected ? nil : "\(y) instead of \(expected)"
        default: return "another kind of numbers"
        }
    }

    private static func complaint(_ y: [Float], _ expected: [Float]) -> String? {
        for index in y.indices where !isClose(y[index], expected[index]) {
            return "\(y[index]) instead of \(expected[index]) at \(index)"
        }
        return nil
    }

    private static func isClose(_ y: Float, _ expected: Float) -> Bool {
        if y == expected || (y.isNaN && expected.isNaN) { return true }
        return abs(Double(y) - Double(expected)) <= 1e-7 + 1e-3 * abs(Double(expected))
    }
}
