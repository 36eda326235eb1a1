// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// Converts TensorProtos to constants: every float format becomes float32, every integer a 64-bit integer.
struct TensorReader: Sendable {
    private(set) var external: ExternalData
    private let limits: Limits
    private var total = 0

    init(external: ExternalData, limits: Limits) {
        self.external = external
        self.limits = limits
    }

    /// - Throws: `Failure`, with the tensor's name: refused if type, shape and data disagree or a limit is exceeded,
    ///   incomplete if a file with external data is missing or ends too early.
    mutating func constant(_ tensor: TensorProto) throws -> Graph.Constant {
        guard let type = ElementType(rawValue: tensor.type) else {
            throw Failure.refused(
                "unsupported-type", "the tensor \(tensor.name) has ONNX's element type \(tensor.type)",
                hint: "export the model with float32 weights")
        }
        guard !tensor.isSegment else { throw Self.mismatch(tensor, "is stored in segments") }
        let shape = tensor.shape.map { Int($0) }
        let count = try limits.count(shape, limit: limits.tensorElements, "the tensor \(tensor.name)")
        total += count
        guard total <= limits.totalElements else {
            throw Limits.exceeded("elements in all tensors", limits.totalElements)
        }
        let values = try values(tensor, type, count: count)
        guard values.count == count else {
            throw Self.mismatch(tensor, "has \(values.count) elements, its shape \(shape) needs \(count)")
        }
        return values.constant(shape)
    }

    private mutating func values(_ tensor: TensorProto, _ type: ElementType, count: Int) throws -> TensorValues {
        if tensor.isExternal {
            let bytes = try external.bytes(of: tensor, count: count * type.width)
            return try TensorValues(bytes: bytes[...], type) ?? { throw Self.mismatch(tensor, "is cut short") }()
        }
        guard let raw = tensor.raw, !raw.isEmpty || count == 0 else { return TensorValues(fieldsOf: tensor, type) }
        guard let values = TensorValues(bytes: raw, type) else {
            throw Self.mismatch(tensor, "has \(raw.count) bytes, not a multiple of \(type.width)")
        }
        return values
    }

    private static func mismatch(_ tensor: TensorProto, _ what: String) -> Failure {
        .refused("bad-tensor", "the tensor \(tensor.name) \(what)", hint: "export the model again")
    }
}
