// SPDX-License-Identifier: Apache-2.0
import Models

extension OperatorRule {
    /// Operators that give the same elements another shape, or return the shape itself.
    static let shapes: [OperatorRule] = [
        .one("Identity") { _ in Identity() },
        .one("Flatten") { Flatten(axis: try $0.integer("axis", 1)) },
        .one("Reshape", 5...13, inputs: 2...2) { _ in Reshape() },
        .one("Reshape", .since(14), inputs: 2...2) { Reshape(allowZero: try $0.flag("allowzero")) },
        .one("Squeeze", 1...12) { Squeeze(axes: try $0.integers("axes")) },
        .one("Squeeze", .since(13), inputs: 1...2) { _ in Squeeze() },
        .one("Unsqueeze", 1...12) { Unsqueeze(axes: try $0.required($0.integers("axes"), "axes")) },
        .one("Unsqueeze", .since(13), inputs: 2...2) { _ in Unsqueeze() },
        .one("Transpose") { Transpose(permutation: try $0.integers("perm")) },
        .one("Shape", 1...14) { _ in Shape() },
        .one("Shape", .since(15)) { Shape(start: try $0.integer("start", 0), end: try $0.integer("end")) },
        .composed("Size") { call, builder in
            builder.add(Reduce(.product, keepAxes: false), builder.add(Shape(), try call.input(0)))
        },
    ]
}
