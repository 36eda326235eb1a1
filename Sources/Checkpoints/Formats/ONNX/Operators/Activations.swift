// SPDX-License-Identifier: Apache-2.0
import Models

extension OperatorRule {
    /// Activations that are composed of simpler functions, and Softmax.
    static let activations: [OperatorRule] = [
        .one("HardSigmoid") { call in
            Activation(.hardSigmoid(alpha: try call.real("alpha", 0.2), beta: try call.real("beta", 0.5)))
        },
        .one("HardSwish", .since(14)) { _ in Activation(.hardSwish) },
        .one("Softsign") { _ in Activation(.softsign) },
        .one("Mish", .since(18)) { _ in Activation(.mish) },
        .one("Swish", .since(24)) { Activation(.swish(alpha: try $0.real("alpha", 1))) },
        .one("Celu", .since(12)) { Activation(.celu(alpha: try $0.real("alpha", 1))) },
        .one("PRelu", .since(7), inputs: 2...2) { _ in PRelu() },
        .one("Gelu", .since(20)) { call in
            switch try call.text("approximate", "none") {
            case "none": Activation(.gelu)
            case "tanh": Activation(.tanhGelu)
            case let other: throw call.refused("approximate", "is \"\(other)\"")
            }
        },
        .one("Softmax", 1...12) { Softmax(axis: try $0.integer("axis", 1), flattening: true) },
        .one("Softmax", .since(13)) { Softmax(axis: try $0.integer("axis", -1)) },
        .one("LogSoftmax", 1...12) {
            Softmax(axis: try $0.integer("axis", 1), logarithm: true, flattening: true)
        },
        .one("LogSoftmax", .since(13)) { Softmax(axis: try $0.integer("axis", -1), logarithm: true) },
    ]
}
