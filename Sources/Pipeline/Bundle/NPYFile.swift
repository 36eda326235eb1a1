// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import FoundationEssentials
import Tensors

/// Whole arrays of real numbers in NumPy's format: it reads float32 and float64 in C order, and writes float32.
enum NPYFile {
    static func read(_ path: String) throws -> Tensor<Float> {
        guard let bytes = FileManager.default.contents(atPath: path).map(Array.init) else {
            throw Failure.refused("unreadable", "cannot be read", file: path)
        }
        func refuse(_ message: String) -> Failure {
            .refused("not-npy", message, hint: "numpy.save(file, array.astype(numpy.float32))", file: path)
        }
        let header = try NPYHeader(Array(bytes.prefix(NPYHeader.longest)), file: path)
        guard !header.isFortran else { throw refuse("is not an array in C order") }
        let type = header.type
        guard type.isReal, type.size > 2 else { throw refuse("holds neither float32 nor float64 but \(type.descr)") }
        guard let count = header.count, count <= (bytes.count - header.length) / type.size else {
            throw refuse("ends too early")
        }
        let elements = (0..<count).map { Float(type.real(type.bits(bytes, at: header.length + $0 * type.size))) }
        return Tensor(shape: header.shape, elements: elements)
    }

    static func write(_ tensor: Tensor<Float>, to path: String) throws {
        var bytes = NPYHeader.bytes(ElementType("<f4")!, tensor.shape)
        for element in tensor.elements {
            let bits = element.bitPattern
            bytes += [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: bits >> $0) }
        }
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            throw Failure(.environment, code: "cannot-write", "cannot be written", file: path)
        }
    }
}
