// SPDX-License-Identifier: Apache-2.0
extension Tensor where Element: Real {
    /// y = φ(x), element by element.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    public func activated(_ function: ActivationFunction) -> Tensor { map { function.value($0) } }

    /// x̄ = φ'(x)·ȳ, where x is this tensor and ȳ the `cotangent`, of the same shape.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    public func activatedAdjoint(_ function: ActivationFunction, cotangent: Tensor) -> Tensor {
        var result = cotangent
        for index in elements.indices { result.elements[index] *= function.derivative(elements[index]) }
        return result
    }
}
