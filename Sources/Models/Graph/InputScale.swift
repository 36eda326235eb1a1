// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The affine map a(z) = scale·z + offset from [0,1] to the model's own range, element by element of a sample.
public struct InputScale: Codable, Hashable, Sendable {
    /// One value for all elements, or one per element of the sample (row-major in the model's layout).
    public var scale: [Float]
    /// One value for all elements, or one per element, as for `scale`.
    public var offset: [Float]

    /// Each list has one value, or one per element of a sample.
    public init(scale: [Float], offset: [Float]) {
        self.scale = scale
        self.offset = offset
    }

    /// a(z) = z.
    public static let identity = InputScale(scale: [1], offset: [0])
    /// Whether a(z) = z.
    public var isIdentity: Bool { scale.allSatisfy { $0 == 1 } && offset.allSatisfy { $0 == 0 } }
}
