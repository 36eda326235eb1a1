// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The K matrices M_k of random sampling (paper 3.1), d'×d each with Gaussian entries, drawn once per job: x_k = M_k x.
///
/// They are stacked into one (K·d')×d matrix, so that one product gives the rows of a whole batch.
public struct RandomMatrices<Scalar: Real>: Sendable {
    /// K
    public let count: Int
    /// d'
    public let rowLength: Int
    /// d
    public let inputs: Int
    /// (K·d') × d
    let elements: [Scalar]

    init(count: Int, rowLength: Int, inputs: Int, elements: [Scalar]) {
        precondition(elements.count == count * rowLength * inputs)
        self.count = count
        self.rowLength = rowLength
        self.inputs = inputs
        self.elements = elements
    }

    /// - Parameters:
    ///   - inputs: d, the elements of a sample.
    ///   - variant: which of several results of one sample.
    @specialized(where Scalar == Float)
    public init(_ parameters: Parameters, seed: UInt64, inputs: Int, variant: UInt8 = 0) {
        var stream = RandomStream(seed: seed, sample: 0, purpose: .randomMatrices, variant: variant)
        let deviation = parameters.matrixDeviation
        self.init(
            count: parameters.rowCount, rowLength: parameters.rowLength, inputs: inputs,
            elements: (0..<parameters.rowCount * parameters.rowLength * inputs).map { _ in
                Scalar(deviation * stream.gaussian())
            })
    }

    /// The rows of `batch` samples z: [batch, d] → [batch, K, d'].
    func project(_ z: Tensor<Scalar>, into rows: inout [Scalar]) {
        Matrix.multiply(
            z.elements, elements, transposeB: true, into: &rows, m: z.shape[0], n: count * rowLength, k: inputs)
    }

    /// The adjoint of ``project(_:into:)``: [batch, K, d'] → [batch, d].
    func pullBack(_ cotangents: [Scalar], batch: Int) -> Tensor<Scalar> {
        Tensor(
            shape: [batch, inputs],
            elements: Matrix.product(cotangents, elements, m: batch, n: inputs, k: count * rowLength))
    }
}
