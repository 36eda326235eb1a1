// SPDX-License-Identifier: Apache-2.0
import Base
import Models

/// How one ATen operator becomes operations of the engine; the closure returns its outputs, or the first of them.
struct AtenRule: Sendable {
    typealias Build = @Sendable (AtenCall, inout GraphBuilder) throws -> [Graph.ValueID]

    /// Names with overloads: `conv2d.default`. A rule also holds for the form that works in place, `relu_.default`.
    let targets: [String]
    let build: Build

    init(_ targets: String..., build: @escaping @Sendable (AtenCall, inout GraphBuilder) throws -> Graph.ValueID) {
        self.init(each: targets) { call, builder in [try build(call, &builder)] }
    }

    /// One operation on the argument `self` or, in its absence, `input`.
    static func unary(
        _ targets: String..., operation: @escaping @Sendable (AtenCall) throws -> any Operation
    ) -> AtenRule {
        AtenRule(each: targets) { call, builder in [builder.add(try operation(call), try call.tensor(call.subject))] }
    }

    /// A call with several outputs.
    static func several(_ targets: String..., build: @escaping Build) -> AtenRule {
        AtenRule(each: targets, build: build)
    }

    /// A rule for targets in a list.
    static func each(
        _ targets: [String], build: @escaping @Sendable (AtenCall, inout GraphBuilder) throws -> Graph.ValueID
    ) -> AtenRule {
        AtenRule(each: targets) { call, builder in [try build(call, &builder)] }
    }

    init(each targets: [String], build: @escaping Build) {
        self.targets = targets
        self.build = build
    }

    static let table: [String: AtenRule] = {
        let tables = [
            AtenElementwise.rules, AtenActivations.rules, AtenArithmetic.rules, AtenComparisons.rules, AtenLinear.rules,
            AtenPooling.rules, AtenPooling.adaptive, AtenNormalizations.rules, AtenResizing.rules, AtenShapes.rules,
            AtenRepetitions.rules, AtenSelections.rules, AtenConstants.rules, AtenReductions.rules,
            AtenRecurrences.rules, AtenAttention.rules, AtenPatches.rules,
        ]
        let pairs = tables.joined().flatMap { rule in rule.targets.map { ($0, rule) } }
        return Dictionary(pairs) { first, _ in first }
    }()

    static func rule(for target: String) -> AtenRule? {
        if let rule = table[target] { return rule }
        guard isInPlace(target), let dot = target.firstIndex(of: ".") else { return nil }
        return table[String(target[..<target.index(before: dot)]) + target[dot...]]
    }

    /// Whether the call changes its argument `self`: `relu_.default`.
    static func isInPlace(_ target: String) -> Bool { !target.hasPrefix("_") && target.contains("_.") }

    /// The operators in the table, sorted.
    static var names: [String] { table.keys.sorted() }
}
