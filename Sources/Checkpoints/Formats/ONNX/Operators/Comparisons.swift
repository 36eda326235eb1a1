// SPDX-License-Identifier: Apache-2.0
import Models

extension OperatorRule {
    /// Functions whose result is a truth value.
    static let comparisons: [OperatorRule] = [
        .one("Equal", .since(7), inputs: 2...2) { _ in Comparison(.equal) },
        .one("Greater", .since(7), inputs: 2...2) { _ in Comparison(.greater) },
        .one("Less", .since(7), inputs: 2...2) { _ in Comparison(.less) },
        .one("GreaterOrEqual", .since(12), inputs: 2...2) { _ in Comparison(.greaterOrEqual) },
        .one("LessOrEqual", .since(12), inputs: 2...2) { _ in Comparison(.lessOrEqual) },
        .one("And", .since(7), inputs: 2...2) { _ in Logic(.and) },
        .one("Or", .since(7), inputs: 2...2) { _ in Logic(.or) },
        .one("Xor", .since(7), inputs: 2...2) { _ in Logic(.exclusiveOr) },
        .one("Not") { _ in Not() },
    ]
}
