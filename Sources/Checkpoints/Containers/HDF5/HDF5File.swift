// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Tensors

/// An HDF5 file that is read in a process of its own (``HDF5Reader``) and open as long as one closure runs.
///
/// Only hard links are followed, and only data inside the file are read.
struct HDF5File {
    private let process: HDF5Process
    private let limits: Limits

    /// Calls `body` with the open file.
    ///
    /// - Throws: `Failure`: refused if it is no HDF5 file, incomplete if it is shorter than its superblock
    ///   states; what `body` throws.
    static func open<Result>(
        _ file: InputFile, reader: HDF5Reader, limits: Limits, _ body: (HDF5File) throws -> Result
    ) throws -> Result {
        guard file.size <= limits.fileBytes else { throw Limits.exceeded("bytes (\(file.size))", limits.fileBytes) }
        let start = try file.bytes(from: 0, count: 52)
        guard start.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A].prefix(start.count)) else {
            throw malformed("other first bytes than an HDF5 file")
        }
        guard !isShort(start, size: file.size) else { throw WireReader.truncated() }
        let process = try HDF5Process(reader, file, limits: limits)
        defer { process.end() }
        return try body(HDF5File(process: process, limits: limits))
    }

    /// Whether the superblock (version 0 to 3, with 8-byte addresses) places the end of the file beyond its last byte.
    private static func isShort(_ start: [UInt8], size: Int) -> Bool {
        guard start.count == 52 else { return true }
        let (width, end) =
            switch start[8] {
            case 0: (13, 40)
            case 1: (13, 44)
            default: (9, 28)
            }
        return start[8] < 4 && start[width] == 8 && start.number(end, 7) > size
    }

    static func malformed(_ what: String) -> Failure {
        .refused("bad-hdf5", "is not a Keras file that can be read: it has \(what)", hint: "save the model again")
    }

    /// `path`, or a refused `Failure` if no Keras file has such a path.
    private func checked(_ path: String) throws -> String {
        let parts = path.split(separator: "/")
        guard parts.count <= 32, path.utf8.count < 4096, !path.utf8.contains(0), !parts.contains("."),
            !parts.contains("..")
        else { throw Self.malformed("the path \"\(path.prefix(80))\"") }
        return path
    }

    /// The strings of the attribute `name` of a group; nil if there is no such attribute, or
    /// if it does not hold strings.
    func strings(_ name: String, of path: String) throws -> [String]? {
        try texts(HDF5Request(.strings, try checked(path), attribute: name, limit: limits.jsonBytes))
    }

    /// The names in a group, in alphabetical order; nil if there is no such group.
    func names(of path: String) throws -> [String]? {
        try texts(HDF5Request(.names, try checked(path), limit: limits.jsonBytes))
    }

    private func texts(_ request: HDF5Request) throws -> [String]? {
        try process.ask(request, UInt8.self).map { bytes in
            bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
                String(decoding: $0, as: UTF8.self)
            }
        }
    }

    /// The numbers of the dataset `path`, integers among them; nil if there is no such dataset.
    ///
    /// - Throws: `Failure` (refused) if the dataset is damaged or exceeds the budget.
    func tensor(_ path: String, _ budget: inout TensorBudget) throws -> Tensor<Float>? {
        let shape = HDF5Request(.shape, try checked(path), limit: 8 * limits.dimensions)
        guard let extents = try process.ask(shape, UInt64.self)?.map({ Int(clamping: $0) }) else { return nil }
        let count = try budget.count(extents, of: path)
        let elements = try process.ask(HDF5Request(.values, path, limit: 4 * count), Float.self)
        guard let elements, elements.count == count else { throw Self.malformed("damaged data in \(path)") }
        return Tensor(shape: extents, elements: elements)
    }
}
