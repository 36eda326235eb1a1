// SPDX-License-Identifier: Apache-2.0
import Base

/// The header of an array in NumPy's format, versions 1 to 3 (numpy.lib.format): the type, the shape and the order of the
/// elements that follow it.
package struct NPYHeader: Equatable, Sendable {
    package let type: ElementType
    package let shape: [Int]
    /// Whether the first index varies fastest.
    package let isFortran: Bool
    /// Bytes before the first element.
    package let length: Int

    /// The most bytes of a header.
    package static let longest = 1 << 16

    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    /// - Parameters:
    ///   - start: the file's first bytes, `longest` of them or all that there are.
    ///   - file: for the failure.
    /// - Throws: `Failure`: refused `not-npy`, incomplete if the file ends within the header.
    package init(_ start: [UInt8], file: String) throws {
        guard start.starts(with: Self.magic) else {
            if Self.magic.starts(with: start) { throw Failure.truncated(file) }
            throw Self.refused("is no NumPy array", file)
        }
        guard start.count > 12 else { throw Failure.truncated(file) }
        guard (1...3).contains(start[6]) else { throw Self.refused("has the unknown version \(start[6])", file) }
        let first = start[6] == 1 ? 10 : 12
        let count = start[8..<first].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard count <= Self.longest - first else { throw Self.refused("has a header of \(count) bytes", file) }
        guard count <= start.count - first else { throw Failure.truncated(file) }
        length = first + count
        let text = String(decoding: start[first..<length], as: UTF8.self)
        guard let fields = PythonLiteral.dictionary(text), case .text(let descr)? = fields["descr"],
            case .truth(let isFortran)? = fields["fortran_order"], case .numbers(let shape)? = fields["shape"]
        else {
            throw Self.refused("has a header that describes no plain array: \(text.prefix(120))", file)
        }
        guard let type = ElementType(descr) else {
            throw Self.refused("holds elements of the type \(descr)", file)
        }
        (self.type, self.shape, self.isFortran) = (type, shape, isFortran)
    }

    private static func refused(_ message: String, _ file: String) -> Failure {
        .refused(
            "not-npy", message, hint: "save it again: numpy.save(\"data.npy\", array.astype(numpy.float32))",
            file: file)
    }

    /// The number of elements; nil if it does not fit 64 bits.
    package var count: Int? {
        var product = 1
        for extent in shape {
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            guard !overflow else { return nil }
            product = next
        }
        return product
    }

    /// The header as bytes, in version 1.0: the elements start at a multiple of 64 bytes.
    package static func bytes(_ type: ElementType, _ shape: [Int]) -> [UInt8] {
        let extents = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        var text = "{'descr': '\(type.descr)', 'fortran_order': False, 'shape': (\(extents)), }"
        text += String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64) + "\n"
        let length = text.utf8.count
        return magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8)
    }
}
