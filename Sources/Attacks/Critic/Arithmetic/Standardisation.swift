// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Standardises rows r of length d': y = (r − mean) / max(sd, 10⁻⁶), where sd has the divisor d'.
enum Standardisation {
    static let smallest = 1e-6

    /// Standardises every row in place; `deviations` receives each row's max(sd, 10⁻⁶).
    static func forward<Scalar: Real>(_ rows: inout [Scalar], length: Int, deviations: inout [Scalar]) {
        for row in deviations.indices {
            let range = row * length..<(row + 1) * length
            var mean: Scalar = 0
            for index in range { mean += rows[index] }
            mean /= Scalar(length)
            var variance: Scalar = 0
            for index in range { variance += (rows[index] - mean) * (rows[index] - mean) }
            deviations[row] = max((variance / Scalar(length)).squareRoot(), Scalar(smallest))
            for index in range { rows[index] = (rows[index] - mean) / deviations[row] }
        }
    }

    /// Turns the cotangent g of y into the gradient in r, in place: (g − mean g − y·mean(g∘y)) / sd, without the last
    /// term if sd was floored. `rows` holds y.
    static func adjoint<Scalar: Real>(
        _ cotangents: inout [Scalar], rows: [Scalar], length: Int, deviations: [Scalar]
    ) {
        for row in deviations.indices {
            let range = row * length..<(row + 1) * length
            var mean: Scalar = 0
            var slope: Scalar = 0
            for index in range {
                mean += cotangents[index]
                slope += cotangents[index] * rows[index]
            }
            mean /= Scalar(length)
            slope = deviations[row] > Scalar(smallest) ? slope / Scalar(length) : 0
            for index in range {
                cotangents[index] = (cotangents[index] - mean - rows[index] * slope) / deviations[row]
            }
        }
    }
}
