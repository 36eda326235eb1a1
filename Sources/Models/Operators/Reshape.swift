// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The input under the target shape of input 1: 0 copies the input's extent (unless `allowZero`), −1 is inferred.
public struct Reshape: Operation, Reshaping {
    public let allowZero: Bool
    /// The target as an attribute (before opset 5).
    public let target: [Int]?

    /// With `allowZero`, a 0 in the target means an extent of 0.
    public init(allowZero: Bool = false, target: [Int]? = nil) {
        self.allowZero = allowZero
        self.target = target
    }

    public var name: String { "Reshape" }

    func shape<T: Real>(_ inputs: [Value<T>?]) throws -> [Int] {
        let from = try any(inputs, 0).shape
        guard var target = try target ?? integers(inputs, 1) else { throw mismatch("no target shape") }
        for axis in target.indices where target[axis] == 0 && !allowZero {
            guard axis < from.count else { throw mismatch("\(target) copies an axis that \(from) does not have") }
            target[axis] = from[axis]
        }
        let known = try checked(target.filter { $0 != -1 }).reduce(1, *)
        let total = from.reduce(1, *)
        switch target.count(where: { $0 == -1 }) {
        case 0: return target
        case 1 where known > 0 && total % known == 0: return target.map { $0 == -1 ? total / known : $0 }
        default: throw mismatch("\(from) does not become \(target)")
        }
    }
}

/// The input as a matrix whose columns run over the axes from `axis` on.
public struct Flatten: Operation, Reshaping {
    public let axis: Int

    /// A negative `axis` counts from the end.
    public init(axis: Int = 1) {
        self.axis = axis
    }

    public var name: String { "Flatten" }

    func shape<T: Real>(_ inputs: [Value<T>?]) throws -> [Int] {
        let from = try any(inputs, 0).shape
        let axis = try normalized(axis, rank: from.count, inclusive: true)
        return [from[..<axis].reduce(1, *), from[axis...].reduce(1, *)]
    }
}
