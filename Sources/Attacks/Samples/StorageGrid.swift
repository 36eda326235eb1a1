// SPDX-License-Identifier: Apache-2.0
/// The storable values: origin + k·step for whole k, element by element of a sample.
public struct StorageGrid: Codable, Equatable, Sendable {
    /// One value for all elements of a sample, or one per element, in units of [0, 1]; 0: any value can be stored.
    public let step: [Double]
    /// One value for all elements, or one per element.
    public let origin: [Double]

    /// Traps if a list is empty or a step is negative.
    public init(step: [Double], origin: [Double]) {
        precondition(!step.isEmpty && !origin.isEmpty, "a grid has a step and an origin")
        precondition(step.allSatisfy { $0 >= 0 }, "a step is not negative")
        self.step = step
        self.origin = origin
    }

    func step(_ element: Int) -> Double { step.count == 1 ? step[0] : step[element] }
    func origin(_ element: Int) -> Double { origin.count == 1 ? origin[0] : origin[element] }

    /// k of the storable value nearest to `value`, ties to even; nil if any value can be stored.
    func level(_ value: Double, element: Int) -> Double? {
        let step = step(element)
        return step > 0 ? ((value - origin(element)) / step).rounded(.toNearestOrEven) : nil
    }

    func value(level: Double, element: Int) -> Double {
        origin(element) + level * step(element)
    }

    /// The most steps of the grid within ±`epsilon`: rounding to the nearest storable value must not lead beyond it.
    func steps(within epsilon: Double, element: Int) -> Double {
        let step = step(element)
        // 0.1 in steps of 0.001 is a hundred steps, whatever the last bit of their quotient is.
        return step > 0 ? (epsilon / step * (1 + 1e-9)).rounded(.down) : 0
    }

    /// `value`, or the storable value nearest to it within ±`epsilon` of `source` if it would be stored beyond.
    public func bounded(_ value: Float, source: Float, epsilon: Double, element: Int) -> Float {
        guard let level = level(Double(value), element: element), let own = self.level(Double(source), element: element)
        else { return value }
        let most = steps(within: epsilon, element: element)
        guard abs(level - own) > most else { return value }
        return most == 0 ? source : Float(self.value(level: own + (level < own ? -most : most), element: element))
    }
}
