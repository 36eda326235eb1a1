// SPDX-License-Identifier: Apache-2.0
import Tensors

/// y = x/‖x‖ₚ along one axis, p = 1 or 2; 0 if the norm is 0.
public struct LpNormalization: Operation {
    /// The norm; the raw value is p.
    public enum Norm: Int, Sendable {
        case absolute = 1
        case euclidean = 2
    }

    public let axis: Int
    public let norm: Norm

    /// A negative `axis` counts from the end.
    public init(axis: Int = -1, norm: Norm = .euclidean) {
        self.axis = axis
        self.norm = norm
    }

    public var name: String { "LpNormalization" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let x = try real(inputs, 0)
        let axis = try normalized(axis, rank: x.rank)
        return [.real(x.combined(with: inverseNorm(x, axis), .multiply))]
    }

    /// 1/‖x‖ₚ with extent 1 along the axis; 0 if the norm is 0.
    private func inverseNorm<T: Real>(_ x: Tensor<T>, _ axis: Int) -> Tensor<T> {
        let norm =
            switch norm {
            case .absolute: Tensor(shape: x.shape, elements: T.apply(.absolute, x.elements)).reduce(.sum, axes: [axis])
            case .euclidean: x.reduce(.l2, axes: [axis])
            }
        return norm.map { $0 == 0 ? 0 : 1 / $0 }
    }

    /// x̄ = (ȳ − ∇‖x‖·⟨y, ȳ⟩)/‖x‖, where ∇‖x‖ is y for p = 2 and the sign of x for p = 1.
    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            let (x, y) = (context.real(0), context.outputs[0].real!)
            guard let axis = try? normalized(axis, rank: x.rank) else { return Tensor(zeros: x.shape) }
            let along = y.combined(with: cotangent, .multiply).reduce(.sum, axes: [axis])
            let slope = norm == .euclidean ? y : x.map { $0 > 0 ? 1 : ($0 < 0 ? -1 : 0) }
            return cotangent.combined(with: slope.combined(with: along, .multiply), .subtract)
                .combined(with: inverseNorm(x, axis), .multiply)
        }
    }
}
