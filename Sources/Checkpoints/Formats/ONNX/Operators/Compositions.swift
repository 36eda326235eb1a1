// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// Operators that others compose.
enum ComposedOperators {
    static let rules: [OperatorRule] = [
        .composed("ThresholdedRelu", .since(10)) { call, builder in
            let limit = builder.number(try call.real("alpha", 1))
            let isAbove = builder.add(Comparison(.greater), try call.input(0), limit)
            return builder.add(Where(), isAbove, try call.input(0), builder.number(0))
        },
        // x − bias above λ, x + bias below −λ, 0 between
        .composed("Shrink", .since(9)) { call, builder in
            let (limit, bias) = (try call.real("lambd", 0.5), try call.real("bias", 0))
            let x = try call.input(0)
            let isAbove = builder.add(Comparison(.greater), x, builder.number(limit))
            let isBelow = builder.add(Comparison(.less), x, builder.number(-limit))
            let lower = builder.add(Unary(.affine(scale: 1, offset: bias)), x)
            let upper = builder.add(Unary(.affine(scale: 1, offset: -bias)), x)
            return builder.add(Where(), isAbove, upper, builder.add(Where(), isBelow, lower, builder.number(0)))
        },
        // m + log Σ e^(x − m) with the largest value m
        logSumExp(1...17), logSumExp(.since(18)),
        // (x − mean)/√variance
        .composed("MeanVarianceNormalization", .since(9)) { call, builder in
            let axes = try call.integers("axes") ?? [0, 2, 3]
            guard !axes.contains(0) else {
                throw Failure.refused(
                    "mixed-samples", "MeanVarianceNormalization takes mean and variance over the samples of a batch",
                    hint: "export the model with axes that leave out axis 0")
            }
            let x = try call.input(0)
            let centred = builder.add(Binary(.subtract), x, builder.add(Reduce(.mean, axes: axes), x))
            let squares = builder.add(Binary(.multiply), centred, centred)
            let deviation = builder.add(Unary(.sqrt), builder.add(Reduce(.mean, axes: axes), squares))
            return builder.add(Binary(.divide), centred, builder.add(Unary(.affine(scale: 1, offset: 1e-9)), deviation))
        },
        // x/√(mean x² + ε)·scale
        .composed("RMSNormalization", .since(23), inputs: 2...2) { call, builder in
            call.ignore("stash_type")
            let axis = try call.integer("axis", -1)
            guard axis < 0, axis > -16 else { throw call.refused("axis", "is \(axis); count it from the end") }
            let x = try call.input(0)
            let squares = builder.add(Binary(.multiply), x, x)
            let mean = builder.add(Reduce(.mean, axes: Array(axis ... -1)), squares)
            let moved = builder.add(Unary(.affine(scale: 1, offset: try call.real("epsilon", 1e-5))), mean)
            let y = builder.add(Binary(.divide), x, builder.add(Unary(.sqrt), moved))
            return builder.add(Binary(.multiply), y, try call.input(1))
        },
        // x/(k + α/n·Σ x²)^β, where the sum is over n channels around the own one
        .composed("LRN") { call, builder in
            let size = try call.required(call.integer("size"), "size")
            guard size > 0, size < 1 << 16 else { throw call.refused("size", "is \(size)") }
            let (alpha, beta) = (try call.real("alpha", 1e-4), try call.real("beta", 0.75))
            let x = try call.input(0)
            let squares = builder.add(Reshape(target: [0, 0, -1]), builder.add(Binary(.multiply), x, x))
            let pool = AveragePool(
                kernel: [size, 1], padding: .explicit([(size - 1) / 2, 0, size / 2, 0]), countingPadding: true)
            let means = builder.add(Squeeze(axes: [1]), builder.add(pool, builder.add(Unsqueeze(axes: [1]), squares)))
            let shaped = builder.add(Reshape(), means, builder.add(Shape(), x))
            let base = builder.add(Unary(.affine(scale: alpha, offset: try call.real("bias", 1))), shaped)
            return builder.add(Binary(.divide), x, builder.add(Binary(.power), base, builder.number(beta)))
        },
        // (Σ |x|ᵖ)^(1/p) over each window
        .composed("LpPool", .since(2)) { call, builder in
            guard try !call.flag("ceil_mode") else { throw call.refused("ceil_mode", "is not supported") }
            let kernel = try call.required(call.integers("kernel_shape"), "kernel_shape")
            let pool = AveragePool(
                kernel: kernel, strides: try call.integers("strides") ?? [],
                dilations: try call.integers("dilations") ?? [], padding: try call.padding(), countingPadding: true)
            let area = kernel.reduce(1.0) { $0 * Double($1) }
            return builder.root(of: try call.input(0), power: try call.integer("p", 2)) { powers, builder in
                builder.scaled(builder.add(pool, powers), by: area)
            }
        },
        .composed("GlobalLpPool", .since(2)) { call, builder in
            builder.root(of: try call.input(0), power: try call.integer("p", 2)) { powers, builder in
                let means = builder.add(GlobalAveragePool(), powers)
                let positions = builder.add(Shape(start: 2), powers)
                let count = builder.add(Reduce(.product, keepAxes: false), positions)
                return builder.add(Binary(.multiply), means, builder.add(Cast(to: .real), count))
            }
        },
        .composed("Hardmax", .since(13)) { call, builder in
            let axis = try call.integer("axis", -1)
            let places = builder.add(ArgMax(axis: axis, keepAxes: false), try call.input(0))
            let depth = builder.add(Shape(start: axis, end: axis == -1 ? nil : axis &+ 1), try call.input(0))
            let values = builder.constant(.real(Tensor(shape: [2], elements: [0, 1])))
            return builder.add(OneHot(axis: axis), places, depth, values)
        },
    ]

    /// The axes are an attribute up to opset 17, and an input since opset 18.
    private static func logSumExp(_ opsets: ClosedRange<Int>) -> OperatorRule {
        .composed("ReduceLogSumExp", opsets, inputs: 1...(opsets.lowerBound < 18 ? 1 : 2)) { call, builder in
            let isOld = call.opset < 18
            let axes = isOld ? try call.integers("axes") : nil
            if !isOld, try call.flag("noop_with_empty_axes") {
                throw call.refused("noop_with_empty_axes", "is not supported")
            }
            let (x, rest) = (try call.input(0), Array(call.inputs.dropFirst()))
            let largest = builder.add(Reduce(.maximum, axes: axes), inputs: [x] + rest, outputs: 1)[0]
            let powers = builder.add(Unary(.exp), builder.add(Binary(.subtract), x, largest))
            let sums = builder.add(Reduce(.sum, axes: axes), inputs: [powers] + rest, outputs: 1)[0]
            let result = builder.add(Binary(.add), builder.add(Unary(.log), sums), largest)
            guard try !call.flag("keepdims", true) else { return result }
            return builder.add(Squeeze(axes: axes), inputs: [result] + rest, outputs: 1)[0]
        }
    }
}

extension GraphBuilder {
    /// (Σ |x|ᵖ)^(1/p), where `sum` adds up.
    fileprivate mutating func root(
        of x: Graph.ValueID, power: Int, sum: (Graph.ValueID, inout GraphBuilder) -> Graph.ValueID
    ) -> Graph.ValueID {
        let sizes = add(Unary(.absolute), x)
        if power == 1 { return sum(sizes, &self) }
        let powers = power == 2 ? add(Binary(.multiply), x, x) : add(Binary(.power), sizes, number(Double(power)))
        let total = sum(powers, &self)
        return power == 2 ? add(Unary(.sqrt), total) : add(Binary(.power), total, number(1 / Double(power)))
    }
}
