// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Blocks of channels rearranged into space: [N, C·b², H, W] → [N, C, H·b, W·b].
public struct DepthToSpace: Operation, Selecting {
    public let block: Int
    /// Channel order of ONNX's mode: DCR (depth–column–row, block first) if true, else CRD (column–row–depth).
    public let depthFirst: Bool

    /// `block` is b.
    public init(block: Int, depthFirst: Bool = true) {
        self.block = block
        self.depthFirst = depthFirst
    }

    public var name: String { "DepthToSpace" }

    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int> {
        let x = try any(inputs, 0).shape
        guard x.count == 4, block > 0, block < 1 << 15, x[1] % (block * block) == 0 else {
            throw mismatch("an input \(x) in blocks of \(block)")
        }
        let depth = x[1] / (block * block)
        let all = Tensor<Int>.indices(of: x)
        let folded =
            depthFirst
            ? all.reshaped([x[0], block, block, depth, x[2], x[3]]).transposed([0, 3, 4, 1, 5, 2])
            : all.reshaped([x[0], depth, block, block, x[2], x[3]]).transposed([0, 1, 4, 2, 5, 3])
        return folded.reshaped([x[0], depth, x[2] * block, x[3] * block])
    }
}
