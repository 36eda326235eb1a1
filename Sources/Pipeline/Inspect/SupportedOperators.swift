// SPDX-License-Identifier: Apache-2.0
import Checkpoints
import Foundation

/// The importer's own table of operators, for people and programs.
public struct SupportedOperators: Sendable {
    public init() {}

    public var lines: [String] { Checkpoint.supportedOperators }

    /// `{"operators": [{"name": "Conv"}, …], "schema": 1}`
    public func json() throws -> [UInt8] {
        try CanonicalJSON.document(JSONValue.object(["schema": .integer(1), "operators": .list(objects)]))
    }

    /// `{"name":"Conv"}`, a line each.
    public func jsonLines() throws -> [UInt8] {
        try objects.flatMap { try CanonicalJSON.line($0) + [UInt8(ascii: "\n")] }
    }

    private var objects: [JSONValue] { Checkpoint.supportedOperators.map { .object(["name": .text($0)]) } }
}
