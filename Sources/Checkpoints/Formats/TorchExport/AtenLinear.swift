// SPDX-License-Identifier: Apache-2.0
import Models

/// Products and convolutions.
enum AtenLinear {
    static let rules: [AtenRule] = [
        AtenRule("linear.default") { call, builder in
            // x·Wᵀ + b along the last axis.
            let (rank, x) = (try call.rank("input"), try call.tensor("input"))
            let (weight, bias) = (try call.tensor("weight"), try call.optionalTensor("bias"))
            if rank == 2 { return builder.add(Gemm(transposeB: true), x, weight, bias) }
            let product = builder.add(MatMul(), x, builder.add(Transpose(permutation: [1, 0]), weight))
            return bias.map { builder.add(Binary(.add), product, $0) } ?? product
        },
        AtenRule("addmm.default") { call, builder in
            let gemm = Gemm(alpha: try call.real("alpha", 1), beta: try call.real("beta", 1))
            return builder.add(gemm, try call.tensor("mat1"), try call.tensor("mat2"), try call.tensor("self"))
        },
        AtenRule("mm.default", "bmm.default") { call, builder in
            builder.add(MatMul(), try call.tensor("self"), try call.tensor("mat2"))
        },
        // β·self + α·batch1·batch2
        AtenRule("baddbmm.default") { call, builder in
            let product = builder.add(MatMul(), try call.tensor("batch1"), try call.tensor("batch2"))
            let scaled = builder.scaled(product, by: try call.real("alpha", 1))
            return builder.add(
                Binary(.add), builder.scaled(try call.tensor("self"), by: try call.real("beta", 1)), scaled)
        },
        AtenRule("mv.default", "dot.default", "vdot.default") { call, builder in
            let name = call.node.arguments["vec"] == nil ? "tensor" : "vec"
            let other = call.node.arguments[name] == nil ? "other" : name
            return builder.add(MatMul(), try call.tensor("self"), try call.tensor(other))
        },
        AtenRule("outer.default") { call, builder in
            let column = builder.add(Unsqueeze(axes: [1]), try call.tensor("self"))
            return builder.add(Binary(.multiply), column, try call.tensor("vec2"))
        },
        // Σ aᵢ·Wₖᵢⱼ·bⱼ + bias for rows
        AtenRule("bilinear.default") { call, builder in
            guard try call.rank("input1") == 2 else { throw call.refused("input1", "is no matrix") }
            let operands = [try call.tensor("input1"), try call.tensor("weight"), try call.tensor("input2")]
            let sum = builder.add(Einsum(equation: "ni,kij,nj->nk"), inputs: operands, outputs: 1)[0]
            return try call.optionalTensor("bias").map { builder.add(Binary(.add), sum, $0) } ?? sum
        },
        AtenRule("matmul.default", "linalg_matmul.default") { call, builder in
            builder.add(MatMul(), try call.tensor("self"), try call.tensor("other"))
        },
        AtenRule(
            "conv1d.default", "conv2d.default", "conv3d.default", "conv1d.padding", "conv2d.padding", "conv3d.padding"
        ) { call, builder in
            let conv = try convolution(call, axes: call.rank("weight") - 2)
            return builder.add(
                conv, try call.tensor("input"), try call.tensor("weight"), try call.optionalTensor("bias"))
        },
        AtenRule("conv_transpose2d.input", "conv_transpose1d.default", "conv_transpose3d.input") { call, builder in
            let conv = try transposed(call, axes: call.rank("weight") - 2)
            return builder.add(
                conv, try call.tensor("input"), try call.tensor("weight"), try call.optionalTensor("bias"))
        },
        AtenRule("convolution.default") { call, builder in
            let axes = try call.rank("weight") - 2
            let isTransposed = try call.flag("transposed")
            if !isTransposed, try call.integers("output_padding").contains(where: { $0 != 0 }) {
                throw call.refused("output_padding", "is not 0")
            }
            let conv: any Operation = try isTransposed ? transposed(call, axes: axes) : convolution(call, axes: axes)
            return builder.add(
                conv, try call.tensor("input"), try call.tensor("weight"), try call.optionalTensor("bias"))
        },
    ]

    private static func convolution(_ call: AtenCall, axes: Int) throws -> Conv {
        Conv(
            padding: try padding(call, axes: axes), strides: try call.axes("stride", 1, count: axes),
            dilations: try call.axes("dilation", 1, count: axes), groups: try call.integer("groups", 1))
    }

    private static func transposed(_ call: AtenCall, axes: Int) throws -> ConvTranspose {
        ConvTranspose(
            padding: try padding(call, axes: axes), outputPadding: try call.axes("output_padding", 0, count: axes),
            strides: try call.axes("stride", 1, count: axes), dilations: try call.axes("dilation", 1, count: axes),
            groups: try call.integer("groups", 1))
    }

    /// Numbers for both ends of each axis, or the words "same" and "valid".
    static func padding(_ call: AtenCall, axes: Int) throws -> Padding {
        guard axes > 0 else { throw call.refused("weight", "has no spatial axes") }
        if call.node.arguments["padding"]?["as_string"] != nil {
            switch try call.text("padding", "valid") {
            case "same": return .same(upper: true)
            case "valid": return .explicit([])
            case let other: throw call.refused("padding", "is \"\(other)\"")
            }
        }
        let pads = try call.axes("padding", 0, count: axes)
        return .explicit(pads + pads)
    }
}
