// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The affine map from [0,1] to the model's own range, a(z) = scale·z + offset, element by element of a sample.
public struct InputScale: Codable, Hashable, Sendable {
    /// One for all elements, or one an element of the sample (row-major in the model's layout).
    public var scale: [Float]
    public var offset: [Float]

    public init(scale: [Float], offset: [Float]) {
        self.scale = scale
        self.offset = offset
    }

    public static let identity = InputScale(scale: [1], offset: [0])
    public var isIdentity: Bool { scale.allSatisfy { $0 == 1 } && offset.allSatisfy { $0 == 0 } }
}
