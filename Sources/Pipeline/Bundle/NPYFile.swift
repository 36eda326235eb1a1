// SPDX-License-Identifier: Apache-2.0
import Base
import FoundationEssentials
import Tensors

/// NumPy's array format. It reads versions 1 to 3 with little-endian float32 or float64 in C order, and
/// writes float32 in version 1.0.
enum NPYFile {
    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    static func read(_ path: String) throws -> Tensor<Float> {
        guard let bytes = FileManager.default.contents(atPath: path).map(Array.init) else {
            throw Failure.refused("unreadable", "cannot be read", file: path)
        }
        func refuse(_ message: String) -> Failure {
            .refused("not-npy", message, hint: "numpy.save(file, array.astype(numpy.float32))", file: path)
        }
        guard bytes.count > 12, Array(bytes.prefix(6)) == magic else { throw refuse("is no NPY file") }
        let isShort = bytes[6] == 1
        let start = isShort ? 10 : 12
        let length = (8..<start).reversed().reduce(0) { $0 << 8 | Int(bytes[$1]) }
        guard length <= bytes.count - start else { throw refuse("ends within its header") }
        let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
        guard let shape = shape(header), !header.contains("'fortran_order': True") else {
            throw refuse("is not an array in C order: \(header)")
        }
        let isDouble = header.contains("<f8")
        guard isDouble || header.contains("<f4") else { throw refuse("holds neither float32 nor float64: \(header)") }
        let size = isDouble ? 8 : 4
        let (count, overflow) = shape.reduce((1, false)) { total, extent in
            let (product, overflow) = total.0.multipliedReportingOverflow(by: extent)
            return (product, total.1 || overflow)
        }
        guard !overflow, count <= (bytes.count - start - length) / size else { throw refuse("ends too early") }
        return Tensor(shape: shape, elements: elements(bytes, from: start + length, count: count, isDouble: isDouble))
    }

    private static func elements(_ bytes: [UInt8], from start: Int, count: Int, isDouble: Bool) -> [Float] {
        (0..<count).map { index in
            let size = isDouble ? 8 : 4
            let bits = (0..<size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[start + index * size + $1]) }
            return isDouble ? Float(Double(bitPattern: bits)) : Float(bitPattern: UInt32(bits))
        }
    }

    /// The shape in a header such as `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 784), }`.
    private static func shape(_ header: String) -> [Int]? {
        guard let key = header.firstRange(of: "'shape':"),
            let open = header[key.upperBound...].firstIndex(of: "("), let close = header[open...].firstIndex(of: ")")
        else { return nil }
        let fields = header[header.index(after: open)..<close].split(separator: ",")
            .map { $0.trimmed }.filter { !$0.isEmpty }
        let extents = fields.compactMap { Int($0) }
        return extents.count == fields.count && extents.allSatisfy { $0 >= 0 } ? extents : nil
    }

    static func write(_ tensor: Tensor<Float>, to path: String) throws {
        let shape = tensor.shape.map(String.init).joined(separator: ", ") + (tensor.rank == 1 ? "," : "")
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(shape)), }"
        // The data start at a multiple of 64 bytes.
        header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
        let length = header.utf8.count
        var bytes = magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(header.utf8)
        for element in tensor.elements {
            let bits = element.bitPattern
            bytes += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: bits >> $0) }
        }
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            throw Failure(.environment, code: "cannot-write", "cannot be written", file: path)
        }
    }
}
