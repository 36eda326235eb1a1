// SPDX-License-Identifier: Apache-2.0
import Base
import Checkpoints

/// What the importers' own tables hold: ONNX's operators, ATen's and Keras's layers, for people and programs.
public struct SupportedOperators: Sendable {
    /// Uses the tables that are built in.
    public init() {}

    /// A format's word and a name in it.
    private var names: [(format: String, name: String)] {
        Checkpoint.supportedOperators.map { ("onnx", $0) } + Checkpoint.atenOperators.map { ("pt2", $0) }
            + Checkpoint.kerasLayers.map { ("keras", $0) }
    }

    /// `onnx   Conv`, one a line, sorted within each format.
    public var lines: [String] { names.map { "\($0.format.padded(to: 5))  \($0.name)" } }

    /// `{"operators": [{"format": "onnx", "name": "Conv"}, …], "schema": 1}`, indented.
    public func json() throws -> [UInt8] {
        try CanonicalJSON.document(JSONValue.object(["schema": .integer(1), "operators": .list(objects)]))
    }

    /// `{"format":"onnx","name":"Conv"}`, one operator per line.
    public func jsonLines() throws -> [UInt8] {
        try objects.flatMap { try CanonicalJSON.line($0) + [UInt8(ascii: "\n")] }
    }

    private var objects: [JSONValue] {
        names.map { .object(["format": .text($0.format), "name": .text($0.name)]) }
    }
}
