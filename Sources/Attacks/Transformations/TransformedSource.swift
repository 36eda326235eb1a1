// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// A combination: transforms the source first, in storable values, and then attacks it; f is that of the transformed
/// source.
public struct TransformedSource<Scalar: Real>: AttackMethod {
    private let parameters: Parameters
    private let transformation: any Transformation
    private let method: any AttackMethod<Scalar>

    /// - Parameter method: attacks the transformed source.
    public init(parameters: Parameters, transformation: any Transformation, method: any AttackMethod<Scalar>) {
        self.parameters = parameters
        self.transformation = transformation
        self.method = method
    }

    public func source(of batch: Batch<Scalar>) -> Batch<Scalar> {
        var batch = batch
        batch.x = batch.transformed(by: transformation, parameters)
        return batch
    }

    public func run(
        _ batch: Batch<Scalar>, model: inout Execution<Scalar>, progress: (Double) -> Bool
    ) throws -> [Outcome<Scalar>] {
        try method.run(source(of: batch), model: &model, progress: progress)
    }
}
