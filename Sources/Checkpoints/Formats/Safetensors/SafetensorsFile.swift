// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Tensors

/// The tensors of a safetensors file, read on demand.
struct SafetensorsFile {
    private let file: InputFile
    private let header: SafetensorsHeader
    private var budget: TensorBudget
    /// Names of the tensors that have been read.
    private(set) var used: Set<String> = []

    init(_ file: InputFile, limits: Limits) throws {
        self.file = file
        header = try SafetensorsHeader(size: file.size, limits: limits) { try file.bytes(from: $0, count: $1) }
        budget = TensorBudget(limits)
    }

    var names: [String] { header.entries.keys.sorted() }

    /// The tensor `name` in float32.
    ///
    /// - Throws: `Failure`: refused if there is no such tensor, if it does not hold real numbers or exceeds the budget;
    ///   incomplete if the file ends too early.
    mutating func tensor(_ name: String) throws -> Tensor<Float> {
        guard let entry = header.entries[name] else {
            throw Failure.refused(
                "missing-tensor", "has no tensor \"\(name)\"",
                hint: "its tensors are \(names.prefix(12).joined(separator: ", "))", file: file.path)
        }
        used.insert(name)
        _ = try budget.count(entry.shape, of: name)
        let bytes = try file.bytes(from: entry.bytes.lowerBound, count: entry.bytes.count)
        guard bytes.count == entry.bytes.count, let values = TensorValues(bytes: bytes[...], entry.type) else {
            throw WireReader.truncated()
        }
        guard case .real(let elements) = values else {
            throw Failure.refused(
                "unsupported-type", "the tensor \(name) does not hold real numbers", hint: "save it as float32",
                file: file.path)
        }
        return Tensor(shape: entry.shape, elements: elements)
    }
}
