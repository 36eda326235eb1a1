// SPDX-License-Identifier: Apache-2.0
import Checkpoints

/// The ONNX operators in the importer's own table, for people and programs.
public struct SupportedOperators: Sendable {
    /// Uses the table that is built in.
    public init() {}

    /// The names of the operators, sorted.
    public var lines: [String] { Checkpoint.supportedOperators }

    /// `{"operators": [{"name": "Conv"}, …], "schema": 1}`, indented.
    public func json() throws -> [UInt8] {
        try CanonicalJSON.document(JSONValue.object(["schema": .integer(1), "operators": .list(objects)]))
    }

    /// `{"name":"Conv"}`, one operator per line.
    public func jsonLines() throws -> [UInt8] {
        try objects.flatMap { try CanonicalJSON.line($0) + [UInt8(ascii: "\n")] }
    }

    private var objects: [JSONValue] { Checkpoint.supportedOperators.map { .object(["name": .text($0)]) } }
}
