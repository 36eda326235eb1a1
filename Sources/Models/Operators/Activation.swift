// SPDX-License-Identifier: Apache-2.0
import Tensors

/// y = φ(x), element by element, for activations composed of simpler functions: HardSigmoid, Softsign, Celu, and x·g(x)
/// with a gate g: HardSwish, Swish, Mish, Gelu.
public struct Activation: Operation {
    public let function: ActivationFunction

    public init(_ function: ActivationFunction) {
        self.function = function
    }

    public var name: String {
        switch function {
        case .hardSigmoid: "HardSigmoid"
        case .softsign: "Softsign"
        case .celu: "Celu"
        case .hardSwish: "HardSwish"
        case .swish: "Swish"
        case .mish: "Mish"
        case .gelu, .tanhGelu: "Gelu"
        }
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        [.real(try real(inputs, 0).activated(function))]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { context.real(0).activatedAdjoint(function, cotangent: $0) }
    }
}
