// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The whole input repeated along each axis; input 1 holds the number of repetitions per axis.
public struct Tile: Operation, Selecting {
    public init() {}

    public var name: String { "Tile" }

    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int> {
        let x = try any(inputs, 0).shape
        guard let repeats = try integers(inputs, 1), repeats.count == x.count, repeats.allSatisfy({ $0 >= 0 }) else {
            throw mismatch("an input \(x) wants one number of repetitions an axis")
        }
        let shape = try checked(
            zip(x, repeats).map { extent, times in
                let (product, overflow) = extent.multipliedReportingOverflow(by: times)
                return overflow ? -1 : product
            })
        // The view [r₀, x₀, r₁, x₁, …] repeats each axis, because the repetitions have stride 0.
        let strides = Tensor<Int>.strides(of: x)
        return Tensor<Int>.indices(of: x)
            .strided(
                shape: zip(repeats, x).flatMap { [$0, $1] }, strides: strides.flatMap { [0, $0] }, offset: 0
            )
            .reshaped(shape)
    }
}
