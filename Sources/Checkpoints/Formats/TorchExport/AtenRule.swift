// SPDX-License-Identifier: Apache-2.0
import Base
import Models

/// How one ATen operator becomes operations of the engine; the closure returns its first output.
struct AtenRule: Sendable {
    typealias Build = @Sendable (AtenCall, inout GraphBuilder) throws -> Graph.ValueID

    /// Names with overloads: `conv2d.default`.
    let targets: [String]
    let build: Build

    init(_ targets: String..., build: @escaping Build) {
        self.targets = targets
        self.build = build
    }

    /// One operation on the argument `self` or, in its absence, `input`.
    static func unary(
        _ targets: String..., operation: @escaping @Sendable (AtenCall) throws -> any Operation
    ) -> AtenRule {
        AtenRule(targets) { call, builder in
            let input = call.node.arguments["self"] == nil ? "input" : "self"
            return builder.add(try operation(call), try call.tensor(input))
        }
    }

    private init(_ targets: [String], build: @escaping Build) {
        self.targets = targets
        self.build = build
    }

    static let table: [String: AtenRule] = {
        let rules = elementwise + arithmetic + linear + pooling + normalizations + resizing + shapes
        let pairs = rules.flatMap { rule in rule.targets.map { ($0, rule) } }
        return Dictionary(pairs) { first, _ in first }
    }()

    /// The operators in the table, sorted.
    static var names: [String] { table.keys.sorted() }
}
