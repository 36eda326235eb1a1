// SPDX-License-Identifier: Apache-2.0
import Tensors

/// z = a ∘ b with broadcasting: Add, Sub, Mul, Div, Pow, Mod. For integers, a quotient or rest by 0 is 0.
public struct Binary: Operation {
    public let function: BinaryFunction

    public init(_ function: BinaryFunction) {
        self.function = function
    }

    public var name: String {
        switch function {
        case .add: "Add"
        case .subtract: "Sub"
        case .multiply: "Mul"
        case .divide: "Div"
        case .power: "Pow"
        case .maximum: "Max"
        case .minimum: "Min"
        case .remainder, .modulo: "Mod"
        case .parametricRelu: "PRelu"
        }
    }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        let (left, right) = (try any(inputs, 0), try any(inputs, 1))
        _ = try checked(try common(left.shape, right.shape))
        switch (left, right) {
        case (.real(let a), .real(let b)): return [.real(a.combined(with: b, function))]
        case (.integer(let a), .integer(let b)): return [.integer(try integer(a, b))]
        case (.real(let a), .integer(let b)) where function == .power:
            return [.real(a.combined(with: b.map { T($0) }, function))]
        case (.integer(let a), .real(let b)) where function == .power:
            return [.integer(Self.power(a, b.map { Double($0) }))]
        default: throw mismatch("\(left.kind) and \(right.kind) numbers do not combine")
        }
    }

    private func integer(_ a: Tensor<Int64>, _ b: Tensor<Int64>) throws -> Tensor<Int64> {
        switch function {
        case .add: a.broadcasted(with: b) { $0 &+ $1 }
        case .subtract: a.broadcasted(with: b) { $0 &- $1 }
        case .multiply: a.broadcasted(with: b) { $0 &* $1 }
        case .divide: a.broadcasted(with: b) { $1 == 0 ? 0 : $0.dividedReportingOverflow(by: $1).partialValue }
        case .maximum: a.broadcasted(with: b) { max($0, $1) }
        case .minimum: a.broadcasted(with: b) { min($0, $1) }
        case .remainder:
            a.broadcasted(with: b) { $1 == 0 ? 0 : $0.remainderReportingOverflow(dividingBy: $1).partialValue }
        case .modulo:
            a.broadcasted(with: b) {
                guard $1 != 0 else { return 0 }
                let rest = $0.remainderReportingOverflow(dividingBy: $1).partialValue
                return rest != 0 && (rest < 0) != ($1 < 0) ? rest + $1 : rest
            }
        case .power: Self.power(a, b.map { Double($0) })
        case .parametricRelu: throw mismatch("integers are not possible here")
        }
    }

    /// aᵇ in double precision, truncated towards zero.
    private static func power(_ a: Tensor<Int64>, _ b: Tensor<Double>) -> Tensor<Int64> {
        a.map { Double($0) }.combined(with: b, .power).map { Int64(saturating: $0) }
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        guard let cotangent = context.cotangents[0] else { return context.none }
        let a = context.real(0)
        let b = context.inputs[1]?.real ?? integerExponent(context)
        return [
            context.wanted[0] ? a.combinedAdjoint(with: b, function, cotangent: cotangent, side: .left) : nil,
            context.wanted[1] ? a.combinedAdjoint(with: b, function, cotangent: cotangent, side: .right) : nil,
        ]
    }

    private func integerExponent<T: Real>(_ context: GradientContext<T>) -> Tensor<T> {
        guard case .integer(let exponent)? = context.inputs[1] else { return Tensor(scalar: 1) }
        return exponent.map { T($0) }
    }
}

/// Max, Min or Sum of any number of inputs, with broadcasting. Equal extrema pass the whole gradient to the first.
public struct Variadic: Operation {
    public let function: BinaryFunction

    /// - Parameter function: `.maximum`, `.minimum` or `.add`.
    public init(_ function: BinaryFunction) {
        self.function = function
    }

    public var name: String { function == .add ? "Sum" : Binary(function).name }

    public func forward<T: Real>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        try inputs.indices.dropFirst().reduce([try any(inputs, 0)]) { result, index in
            try Binary(function).forward([result[0], try any(inputs, index)])
        }
    }

    public func inputGradients<T: Real>(_ context: GradientContext<T>) -> [Tensor<T>?] {
        guard let cotangent = context.cotangents[0] else { return context.none }
        var partial = [context.real(0)]
        for index in context.inputs.indices.dropFirst() {
            partial.append(partial[index - 1].combined(with: context.real(index), function))
        }
        var result = context.none
        var flowing = cotangent
        for index in context.inputs.indices.dropFirst().reversed() {
            let (left, right) = (partial[index - 1], context.real(index))
            result[index] = left.combinedAdjoint(with: right, function, cotangent: flowing, side: .right)
            flowing = left.combinedAdjoint(with: right, function, cotangent: flowing, side: .left)
        }
        result[0] = flowing
        return result
    }
}
