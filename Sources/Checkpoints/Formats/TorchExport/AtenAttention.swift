// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Attention and Einstein's sums.
enum AtenAttention {
    static let rules: [AtenRule] = [
        AtenRule("scaled_dot_product_attention.default") { call, builder in
            guard try !call.flag("enable_gqa") else { throw call.refused("enable_gqa", "is set") }
            guard try call.real("dropout_p", 0) == 0 else { throw call.refused("dropout_p", "is not 0") }
            let (rank, width) = (try call.rank("query"), try call.extent("query", axis: call.rank("query") - 1))
            var axes = Array(0..<rank)
            axes.swapAt(rank - 1, rank - 2)
            let keys = builder.add(Transpose(permutation: axes), try call.tensor("key"))
            let scale = try call.real("scale", 1 / Double(max(width, 1)).squareRoot())
            let scaled = builder.scaled(try call.tensor("query"), by: scale)
            var weights = builder.add(MatMul(), scaled, keys)
            if let mask = try mask(call, &builder) { weights = builder.add(Binary(.add), weights, mask) }
            return builder.add(MatMul(), builder.add(Softmax(axis: -1), weights), try call.tensor("value"))
        },
        AtenRule("einsum.default") { call, builder in
            guard call.argument("path") == nil else { throw call.refused("path", "is not supported") }
            let equation = try call.text("equation", "")
            return builder.add(Einsum(equation: equation), inputs: try call.tensors("tensors"), outputs: 1)[0]
        },
    ]

    /// What is added to the products: 0 where a query sees a key, −∞ elsewhere, or the numbers of the argument.
    private static func mask(_ call: AtenCall, _ builder: inout GraphBuilder) throws -> Graph.ValueID? {
        let given = try call.optionalTensor("attn_mask")
        let isCausal = try call.flag("is_causal")
        if let given {
            guard !isCausal else { throw call.refused("is_causal", "is set beside a mask") }
            guard call.kind("attn_mask") == .boolean else { return given }
            return builder.add(Where(), given, builder.number(0), builder.number(-.infinity))
        }
        guard isCausal else { return nil }
        let rank = try call.rank("query")
        let (rows, columns) = (try call.extent("query", axis: rank - 2), try call.extent("key", axis: rank - 2))
        guard rows * columns <= 1 << 24 else { throw call.refused("query", "is too long") }
        let elements = (0..<rows * columns).map { $0 % columns <= $0 / columns ? Float(0) : -.infinity }
        return builder.constant(.real(Tensor(shape: [rows, columns], elements: elements)))
    }
}
