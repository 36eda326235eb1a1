// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Circular and hyperbolic functions and their inverses, element by element.
public struct Circular: Operation {
    /// The function; the raw value is the name of the ONNX operator.
    public enum Function: String, CaseIterable, Sendable {
        case sin = "Sin"
        case cos = "Cos"
        case tan = "Tan"
        case asin = "Asin"
        case acos = "Acos"
        case atan = "Atan"
        case sinh = "Sinh"
        case cosh = "Cosh"
        case asinh = "Asinh"
        case acosh = "Acosh"
        case atanh = "Atanh"
    }

    public let function: Function

    public init(_ function: Function) {
        self.function = function
    }

    public var name: String { function.rawValue }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        [.real(try real(inputs, 0).map { value($0) })]
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        context.first { cotangent in
            let x = context.real(0)
            let elements = zip(cotangent.elements, x.elements).map { $0 * slope($1) }
            return Tensor(shape: x.shape, elements: elements)
        }
    }

    private func value<T: Real>(_ x: T) -> T {
        switch function {
        case .sin: T.sin(x)
        case .cos: T.cos(x)
        case .tan: T.tan(x)
        case .asin: T.asin(x)
        case .acos: T.acos(x)
        case .atan: T.atan(x)
        case .sinh: T.sinh(x)
        case .cosh: T.cosh(x)
        case .asinh: T.asinh(x)
        case .acosh: T.acosh(x)
        case .atanh: T.atanh(x)
        }
    }

    private func slope<T: Real>(_ x: T) -> T {
        switch function {
        case .sin: T.cos(x)
        case .cos: -T.sin(x)
        case .tan: 1 + T.tan(x) * T.tan(x)
        case .asin: 1 / (1 - x * x).squareRoot()
        case .acos: -1 / (1 - x * x).squareRoot()
        case .atan: 1 / (1 + x * x)
        case .sinh: T.cosh(x)
        case .cosh: T.sinh(x)
        case .asinh: 1 / (1 + x * x).squareRoot()
        case .acosh: 1 / ((x - 1) * (x + 1)).squareRoot()
        case .atanh: 1 / (1 - x * x)
        }
    }
}
