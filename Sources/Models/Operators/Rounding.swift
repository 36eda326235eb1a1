// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Piecewise constant functions of one number: Floor, Ceil, Round (halves to the even neighbour), Sign (0 at 0).
public struct Rounding: Operation {
    /// The function; the raw value is the name of the ONNX operator.
    public enum Rule: String, CaseIterable, Sendable {
        case floor = "Floor"
        case ceil = "Ceil"
        case round = "Round"
        case sign = "Sign"
    }

    public let rule: Rule

    public init(_ rule: Rule) {
        self.rule = rule
    }

    public var name: String { rule.rawValue }
    public var withoutDerivative: String? { "piecewise constant" }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        if case .integer(let x)? = try optional(inputs, 0) {
            return [.integer(rule == .sign ? x.map { $0.signum() } : x)]
        }
        let x = try real(inputs, 0)
        switch rule {
        case .floor: return [.real(x.map { $0.rounded(.down) })]
        case .ceil: return [.real(x.map { $0.rounded(.up) })]
        case .round: return [.real(x.map { $0.rounded(.toNearestOrEven) })]
        case .sign: return [.real(x.map { $0 > 0 ? 1 : ($0 < 0 ? -1 : $0) })]
        }
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] { context.none }
}
