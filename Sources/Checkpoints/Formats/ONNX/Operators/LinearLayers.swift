// SPDX-License-Identifier: Apache-2.0
import Models

extension OperatorRule {
    /// Matrix products, sums of products, and convolutions.
    static let linear: [OperatorRule] = [
        .one("MatMul", inputs: 2...2) { _ in MatMul() },
        .one("Einsum", .since(12), inputs: .any) { call in
            let equation = try call.text("equation", "")
            guard !equation.isEmpty else { throw call.refused("equation", "is missing") }
            return Einsum(equation: equation)
        },
        .one("Gemm", .since(7), inputs: 2...3) { try gemm($0) },
        .one("Conv", inputs: 2...3) { call in
            Conv(
                padding: try call.padding(), strides: try call.integers("strides") ?? [],
                dilations: try call.integers("dilations") ?? [], groups: try call.integer("group", 1),
                kernel: try call.integers("kernel_shape"))
        },
        .one("ConvTranspose", inputs: 2...3) { call in
            // The weights have the same shape.
            call.ignore("kernel_shape")
            return ConvTranspose(
                padding: try call.padding(), outputPadding: try call.integers("output_padding") ?? [],
                outputShape: try call.integers("output_shape"), strides: try call.integers("strides") ?? [],
                dilations: try call.integers("dilations") ?? [], groups: try call.integer("group", 1))
        },
    ]

    static func gemm(_ call: NodeCall) throws -> Gemm {
        Gemm(
            alpha: try call.real("alpha", 1), beta: try call.real("beta", 1), transposeA: try call.flag("transA"),
            transposeB: try call.flag("transB"))
    }
}

extension NodeCall {
    /// `auto_pad`, or `pads` if `auto_pad` is NOTSET.
    func padding() throws -> Padding {
        let pads = try integers("pads") ?? []
        switch try text("auto_pad", "NOTSET") {
        case "NOTSET", "": return .explicit(pads)
        case "VALID": return .explicit([])
        case "SAME_UPPER": return .same(upper: true)
        case "SAME_LOWER": return .same(upper: false)
        case let other: throw refused("auto_pad", "is \"\(other)\"")
        }
    }
}
