// SPDX-License-Identifier: Apache-2.0
import Foundation
import Tensors

/// An image turned about its centre by an angle uniform in ± `angle`: bilinear, the edge's value beyond the edge.
public struct Rotation: Transformation {
    /// In degrees.
    private let angle: Double
    private let geometry: ImageGeometry
    private let seed: UInt64
    private let variant: UInt8

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

    /// z(p) = x(R⁻¹(p − m) + m) for the centre m; `radians` turn from the row axis to the column axis.
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

/// The four pixels around a point and their weights; beyond the edge the edge's.
struct BilinearTaps {
    private let rows: (Int, Int)
    private let columns: (Int, Int)
    /// Of the second row and column.
    private let share: (row: Double, column: Double)

    init(row: Double, column: Double, _ geometry: ImageGeometry) {
        let row = min(max(row, 0), Double(geometry.height - 1))
        let column = min(max(column, 0), Double(geometry.width - 1))
        rows = (Int(row), min(Int(row) + 1, geometry.height - 1))
        columns = (Int(column), min(Int(column) + 1, geometry.width - 1))
        share = (row - Double(Int(row)), column - Double(Int(column)))
    }

    /// The offset and weight of each pixel.
    func pixels(channel: Int, _ geometry: ImageGeometry) -> [(offset: Int, weight: Double)] {
        [
            (geometry.offset(rows.0, columns.0, channel), (1 - share.row) * (1 - share.column)),
            (geometry.offset(rows.0, columns.1, channel), (1 - share.row) * share.column),
            (geometry.offset(rows.1, columns.0, channel), share.row * (1 - share.column)),
            (geometry.offset(rows.1, columns.1, channel), share.row * share.column),
        ]
    }

    func value<Scalar: Real>(of x: ArraySlice<Scalar>, channel: Int, _ geometry: ImageGeometry) -> Scalar {
        var sum: Scalar = 0
        for (offset, weight) in pixels(channel: channel, geometry) {
            sum += Scalar(weight) * x[x.startIndex + offset]
        }
        return sum
    }
}
