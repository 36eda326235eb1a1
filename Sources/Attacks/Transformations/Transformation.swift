// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// A change of x that does not depend on the model: the paper's other ways to augment data.
public protocol Transformation: Sendable {
    /// T(x) of one sample, d values, before storage; `sample` is its index in the dataset.
    func apply<Scalar: Real>(_ x: ArraySlice<Scalar>, sample: Int) -> [Scalar]
}

/// A transformation as a method of its own: T(x) in storable values, judged by the same f as an attack.
public struct TransformationMethod<Scalar: Real>: AttackMethod {
    private let parameters: Parameters
    private let transformation: any Transformation

    /// - Parameter parameters: give the criterion and the storage.
    public init(parameters: Parameters, transformation: any Transformation) {
        self.parameters = parameters
        self.transformation = transformation
    }

    public func run(
        _ batch: Batch<Scalar>, model: inout Execution<Scalar>, progress: (Double) -> Bool
    ) throws -> [Outcome<Scalar>] {
        let z = batch.transformed(by: transformation, parameters)
        let space = PerturbationSpace(batch, parameters)
        let judgements = parameters.judge(stored: z, against: batch, model: &model)
        if !progress(1) { throw CancellationError() }
        return batch.indices.enumerated().map { sample, index in
            let judgement = judgements[sample]
            let values = Array(z.elements[space.range(sample)])
            let isSuccess = judgement.isEligible && judgement.isFeasible && judgement.isChanged
            let norms = isSuccess ? space.norms(z.elements, sample: sample) : (0, 0)
            return Outcome(
                index: index, z: isSuccess ? values : nil, closest: isSuccess ? nil : values,
                isEligible: judgement.isEligible, reason: batch.exclusion(sample), f: judgement.f,
                lossBefore: judgement.lossBefore, lossAfter: judgement.lossAfter, information: nil,
                firstFeasible: nil, bestIteration: nil, feasibleIterations: 0, l2: norms.0, linf: norms.1,
                informationCurve: [], criterionCurve: [], penaltyCurve: [])
        }
    }
}

extension Batch {
    /// T(x) of every sample, clipped to [0, 1] and rounded to storable values; frozen values stay.
    func transformed(by transformation: any Transformation, _ parameters: Parameters) -> Tensor<Scalar> {
        var parameters = parameters
        (parameters.storageAware, parameters.order) = (true, .paper)
        let space = PerturbationSpace(self, parameters)
        var (delta, z) = (x.elements, x)
        for sample in indices.indices {
            let range = space.range(sample)
            let values = transformation.apply(x.elements[range], sample: indices[sample])
            for (value, index) in zip(values, range) { delta[index] = min(max(value, 0), 1) - x.elements[index] }
            space.evaluate(delta, sample: sample, into: &z.elements)
        }
        return z
    }
}
