// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Models in which numbers are rounded to integers and back. The levels stay real numbers, so that gradients pass.
enum QuantizingOperators {
    static let rules: [OperatorRule] = [
        .composed("QuantizeLinear", .since(10), inputs: 2...3) { call, builder in
            call.ignore("saturate", "precision")
            guard try call.integer("block_size", 0) == 0 else { throw call.refused("block_size", "is not supported") }
            let zero = call.inputs.count > 2 ? call.inputs[2] : nil
            let given = try call.integer("output_dtype", 0)
            let type = given == 0 ? zero.flatMap { builder.types[$0] } ?? .uint8 : ElementType(rawValue: Int64(given))
            guard let limits = type?.limits else { throw call.refused("output_dtype", "is \(given)") }
            let axis = try call.integer("axis", 1)
            let scale = try builder.aligned(call.input(1), axis, call.input(0))
            let level = try zero.map { try builder.aligned($0, axis, call.input(0)) }
            return builder.add(Quantization(low: limits.low, high: limits.high), try call.input(0), scale, level)
        },
        // (x − zero)·scale
        .composed("DequantizeLinear", .since(10), inputs: 2...3) { call, builder in
            call.ignore("output_dtype")
            guard try call.integer("block_size", 0) == 0 else { throw call.refused("block_size", "is not supported") }
            let axis = try call.integer("axis", 1)
            var x = builder.add(Cast(to: .real), try call.input(0))
            if call.inputs.count > 2, let zero = call.inputs[2] {
                let level = builder.add(Cast(to: .real), try builder.aligned(zero, axis, call.input(0)))
                x = builder.add(Binary(.subtract), x, level)
            }
            return builder.add(Binary(.multiply), x, try builder.aligned(call.input(1), axis, call.input(0)))
        },
    ]
}

extension GraphBuilder {
    /// One value, or one for each position of an axis, with axes of extent 1 for those of `x` behind it. Only the shape of `x`
    /// is read, because scales are settings.
    fileprivate mutating func aligned(_ value: Graph.ValueID, _ axis: Int, _ x: Graph.ValueID) -> Graph.ValueID {
        guard axis >= 0 else {
            return add(Reshape(target: [-1] + Array(repeating: 1, count: min(-1 - axis, 16))), value)
        }
        let behind = add(Shape(start: axis &+ 1), x)
        let target = add(Concat(axis: 0), integers([-1]), add(Binary(.divide), behind, behind))
        return add(Reshape(), value, target)
    }
}

extension ElementType {
    /// The smallest and the largest integer of at most 16 bits.
    fileprivate var limits: (low: Double, high: Double)? {
        switch self {
        case .uint8: (0, 255)
        case .int8: (-128, 127)
        case .uint16: (0, 65535)
        case .int16: (-32768, 32767)
        default: nil
        }
    }
}
