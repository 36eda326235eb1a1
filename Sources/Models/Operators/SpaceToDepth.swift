// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Blocks of space stacked as channels: [N, C, H·b, W·b] → [N, b²·C, H, W]; the position in the block varies slowest.
public struct SpaceToDepth: Operation, Selecting {
    public let block: Int

    /// `block` is b.
    public init(block: Int) {
        self.block = block
    }

    public var name: String { "SpaceToDepth" }

    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int> {
        let x = try any(inputs, 0).shape
        guard x.count == 4, block > 0, block < 1 << 15, x[2] % block == 0, x[3] % block == 0 else {
            throw mismatch("an input \(x) in blocks of \(block)")
        }
        let (height, width) = (x[2] / block, x[3] / block)
        return Tensor<Int>.indices(of: x)
            .reshaped([x[0], x[1], height, block, width, block]).transposed([0, 3, 5, 1, 2, 4])
            .reshaped([x[0], block * block * x[1], height, width])
    }
}
