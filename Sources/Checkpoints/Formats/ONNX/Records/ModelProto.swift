// SPDX-License-Identifier: Apache-2.0
import Base

/// ONNX's ModelProto, as far as inference needs it.
struct ModelProto {
    struct OperatorSet {
        /// Empty for ONNX's own operators.
        var domain = ""
        var version: Int64 = 0
    }

    var graph = GraphProto()
    var operatorSets: [OperatorSet] = []
    /// Names of the model's local functions, which are not inlined.
    var functions: Set<String> = []

    /// Reads the model from the bytes of a whole file.
    ///
    /// Every writer starts with `ir_version` (field 1), so another first byte means another kind of file. A file
    /// without a graph or an operator set has ended between two fields.
    ///
    /// - Throws: `Failure`: incomplete or refused, see ``WireReader``.
    init(file bytes: [UInt8], limits: Limits) throws {
        guard let first = bytes.first else { throw WireReader.truncated() }
        guard first == 0x08 else { throw WireReader.malformed("other first bytes than a model") }
        var reader = WireReader(bytes, limits: limits)
        var hasGraph = false
        while let field = try reader.next() {
            switch field.number {
            case 1: _ = try field.integer()
            case 7:
                guard !hasGraph else { throw WireReader.malformed("two graphs") }
                graph = try GraphProto(field.message())
                hasGraph = true
            case 8: try operatorSets.append(OperatorSet(field.message()), limit: limits.edges, "operator sets")
            case 25:
                guard functions.count < limits.nodes else { throw Limits.exceeded("functions", limits.nodes) }
                functions.insert(try Self.functionName(field.message()))
            default: continue
            }
        }
        guard hasGraph, !operatorSets.isEmpty else { throw WireReader.truncated() }
    }

    /// The name in a FunctionProto.
    private static func functionName(_ message: WireReader) throws -> String {
        var reader = message
        var name = ""
        while let field = try reader.next() {
            if field.number == 1 { name = try field.text() }
        }
        return name
    }
}

extension ModelProto.OperatorSet {
    init(_ message: WireReader) throws {
        var reader = message
        while let field = try reader.next() {
            switch field.number {
            case 1: domain = try field.text()
            case 2: version = try field.integer()
            default: continue
            }
        }
    }
}
