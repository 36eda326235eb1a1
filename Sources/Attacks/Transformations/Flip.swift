// SPDX-License-Identifier: Apache-2.0
import Tensors

/// A mirrored image: left and right, or top and bottom, are exchanged.
public struct Flip: Transformation {
    /// The axis that is reversed: the columns or the rows.
    public enum Way: Sendable {
        case horizontal, vertical
    }

    private let geometry: ImageGeometry
    private let way: Way

    public init(_ way: Way, _ geometry: ImageGeometry) {
        self.way = way
        self.geometry = geometry
    }

    public func apply<Scalar: Real>(_ x: ArraySlice<Scalar>, sample _: Int) -> [Scalar] {
        var z = Array(x)
        geometry.forEach { row, column, channel, offset in
            let source =
                way == .horizontal
                ? geometry.offset(row, geometry.width - 1 - column, channel)
                : geometry.offset(geometry.height - 1 - row, column, channel)
            z[offset] = x[x.startIndex + source]
        }
        return z
    }
}
