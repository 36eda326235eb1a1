// SPDX-License-Identifier: Apache-2.0
import Glibc
import Tensors

/// An image rotated about its centre by an angle uniform in ±`angle`: bilinear, with the edge's value beyond the edge.
public struct Rotation: Transformation {
    /// In degrees.
    private let angle: Double
    private let geometry: ImageGeometry
    private let seed: UInt64
    private let variant: UInt8

    /// - Parameters:
    ///   - angle: the largest angle, in degrees.
    ///   - variant: which of several results of one sample.
    public init(angle: Double = 10, _ geometry: ImageGeometry, seed: UInt64, variant: UInt8 = 0) {
        self.angle = angle
        self.geometry = geometry
        self.seed = seed
        self.variant = variant
    }

    public func apply<Scalar: Real>(_ x: ArraySlice<Scalar>, sample: Int) -> [Scalar] {
        var stream = RandomStream(seed: seed, sample: UInt64(sample), purpose: .transformation, variant: variant)
        return rotated(x, by: stream.uniform(in: -angle...angle) * .pi / 180)
    }

    /// z(p) = x(R⁻¹(p − m) + m) for the centre m; `radians` rotates from the row axis to the column axis.
    func rotated<Scalar: Real>(_ x: ArraySlice<Scalar>, by radians: Double) -> [Scalar] {
        let (cosine, sine) = (cos(radians), sin(radians))
        let (middleRow, middleColumn) = (Double(geometry.height - 1) / 2, Double(geometry.width - 1) / 2)
        var z = Array(x)
        geometry.forEach { row, column, channel, offset in
            let (down, right) = (Double(row) - middleRow, Double(column) - middleColumn)
            let taps = BilinearTaps(
                row: cosine * down + sine * right + middleRow, column: cosine * right - sine * down + middleColumn,
                geometry)
            z[offset] = taps.value(of: x, channel: channel, geometry)
        }
        return z
    }
}
