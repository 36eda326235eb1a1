// SPDX-License-Identifier: Apache-2.0
import Base

/// One array, in a file of its own or in an archive. Its elements are read sample by sample, in C order.
struct ArrayBytes: Sendable {
    /// `x_train.npy`, or `mnist.npz/x_train`.
    let name: String
    let header: NPYHeader
    private let file: PooledFile
    /// The elements in C order, if the file has them in Fortran's.
    private let turned: [UInt8]?

    /// The first extent.
    var count: Int { header.shape[0] }
    /// Elements of a sample.
    let elements: Int
    var sampleBytes: Int { elements * header.type.size }
    var type: ElementType { header.type }

    /// Opens an array of one or more axes, and checks its length.
    ///
    /// - Parameters:
    ///   - name: for messages.
    ///   - file: what holds the header and the elements.
    /// - Throws: `Failure`: refused if it is no array or too large, incomplete if it ends too early.
    init(_ name: String, in file: PooledFile) throws {
        self.name = name
        self.file = file
        let limits = file.limits
        let header = try file.read(at: 0) { try NPYHeader($0.next(NPYHeader.longest), file: name) }
        self.header = header
        guard let first = header.shape.first, first > 0, let count = header.count, count > 0 else {
            throw Failure.refused(
                "no-samples", "holds an array of the shape \(header.shape), not samples",
                hint: "numpy.save(\"data.npy\", array) of an array with a sample a row", file: name)
        }
        elements = count / first
        guard first <= limits.rows, elements <= limits.pixels, count <= limits.dataBytes / header.type.size else {
            throw Failure.refused(
                "too-large", "announces \(header.shape) elements, more than the limits allow", hint: "split it",
                file: name)
        }
        let bytes = count * header.type.size
        try file.read(at: 0) { reader in
            guard try reader.skip(to: header.length + bytes) else { throw Failure.truncated(name) }
            guard try reader.next(1).isEmpty else {
                throw Failure.refused(
                    "too-long", "goes on after the \(header.shape) elements that it announces",
                    hint: "numpy.save writes one array a file: save it again", file: name)
            }
        }
        turned = header.isFortran && header.shape.count > 1 ? try Self.turned(header, bytes, file, name) : nil
    }

    /// All elements in C order. The whole array is held in memory, because a sample lies all over the file.
    private static func turned(_ header: NPYHeader, _ count: Int, _ file: PooledFile, _ name: String) throws -> [UInt8]
    {
        guard count <= file.limits.turnedBytes else {
            throw Failure.refused(
                "fortran-order", "is in Fortran's order and larger than \(file.limits.turnedBytes) bytes",
                hint: "numpy.save(\"data.npy\", numpy.ascontiguousarray(array))", file: name)
        }
        let found = try file.read(at: header.length) { try $0.next(count) }
        guard found.count == count else { throw Failure.truncated(name) }
        let (shape, size) = (header.shape, header.type.size)
        var steps = [Int](repeating: size, count: shape.count)
        for axis in shape.indices.dropFirst() { steps[axis] = steps[axis - 1] * shape[axis - 1] }
        var place = [Int](repeating: 0, count: shape.count)
        var offset = 0
        var result: [UInt8] = []
        result.reserveCapacity(count)
        for _ in 0..<count / size {
            result.append(contentsOf: found[offset..<offset + size])
            var axis = shape.count - 1
            while axis >= 0 {
                place[axis] += 1
                offset += steps[axis]
                if place[axis] < shape[axis] { break }
                offset -= steps[axis] * shape[axis]
                place[axis] = 0
                axis -= 1
            }
        }
        return result
    }

    /// The bytes of samples `range`, one after another.
    func bytes(of range: Range<Int>) throws -> [UInt8] {
        let size = sampleBytes
        if let turned { return Array(turned[range.lowerBound * size..<range.upperBound * size]) }
        let found = try file.read(at: header.length + range.lowerBound * size) { try $0.next(range.count * size) }
        guard found.count == range.count * size else { throw Failure.truncated(name) }
        return found
    }

    /// The whole numbers of an array that has one a sample; nil if it holds something else.
    func wholeNumbers() throws -> [Int64]? {
        guard elements == 1, type.isWhole else { return nil }
        let bytes = try bytes(of: 0..<count)
        let numbers = (0..<count).map { type.whole(type.bits(bytes, at: $0 * type.size)) }
        return numbers.contains(nil) ? nil : numbers.compactMap(\.self)
    }
}
