import CHDF5
import Failures
import Synchronization
import Tensors

/// An HDF5 file in memory, open for the time of one closure.
///
/// libhdf5 reads a format made of addresses, with a long history of crashes on damaged files; uaed opens it in a worker,
/// a process of its own, where that costs one job. Only hard links are followed, only data inside the file are read.
struct HDF5File {
    private let file: hid_t
    private let limits: Limits

    /// libhdf5 may be built without thread safety.
    private static let turn = Mutex(())

    static func open<Result>(
        _ bytes: [UInt8], limits: Limits, _ body: (HDF5File) throws -> Result
    ) throws -> Result {
        guard bytes.starts(with: [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]) || bytes.isEmpty else {
            throw malformed("other first bytes than an HDF5 file")
        }
        return try turn.withLock { _ in
            let file = uae_h5_open(bytes, bytes.count)
            guard file >= 0 else { throw isShort(bytes) ? WireReader.truncated() : malformed("a damaged structure") }
            defer { uae_h5_close(file) }
            return try body(HDF5File(file: file, limits: limits))
        }
    }

    /// Whether the superblock (of version 0 to 3, with 8-byte addresses) states an end behind the last byte.
    private static func isShort(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 48 else { return true }
        let end = bytes.number(bytes[8] < 2 ? 40 : 28, 7)
        return end > bytes.count
    }

    static func malformed(_ what: String) -> Failure {
        .refused("bad-hdf5", "is not a Keras file that can be read: it has \(what)", hint: "save the model again")
    }

    private static func parts(_ path: String) throws -> [String] {
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count <= 32, path.utf8.count < 4096, !path.utf8.contains(0), !parts.contains("."),
            !parts.contains("..")
        else { throw malformed("the path \"\(path.prefix(80))\"") }
        return parts
    }

    /// Runs `body` at the group `path`; nil where there is none.
    private func group<Result>(_ path: [String], _ body: (hid_t) throws -> Result?) rethrows -> Result? {
        var group = uae_h5_group(file, "/")
        defer { if group >= 0 { H5Gclose(group) } }
        for part in path {
            guard group >= 0, uae_h5_has(group, part) == 1 else { return nil }
            let next = uae_h5_group(group, part)
            H5Gclose(group)
            group = next
        }
        return group >= 0 ? try body(group) : nil
    }

    func hasGroup(_ path: String) throws -> Bool { try group(Self.parts(path)) { _ in true } ?? false }

    /// The strings of the attribute `name` of a group; nil where there is none, or not of strings.
    func strings(_ name: String, of path: String) throws -> [String]? {
        try group(Self.parts(path)) { group in
            var text: UnsafeMutablePointer<CChar>?
            let count = uae_h5_strings(group, name, limits.jsonBytes, &text)
            defer { free(text) }
            guard count >= 0 else { return nil }
            guard let text, count > 0 else { return [] }
            let bytes = UnsafeBufferPointer(start: text, count: Int(count) - 1).map { UInt8(bitPattern: $0) }
            return bytes.split(separator: 0, omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
        }
    }

    /// The real numbers of the dataset `path`; nil where there is none.
    func tensor(_ path: String, _ budget: inout TensorBudget) throws -> Tensor<Float>? {
        var parts = try Self.parts(path)
        guard let name = parts.popLast() else { return nil }
        return try group(parts) { group in
            guard uae_h5_has(group, name) == 1 else { return nil }
            let dataset = uae_h5_dataset(group, name)
            guard dataset >= 0 else { throw Self.malformed("\(path), which is no dataset") }
            defer { H5Dclose(dataset) }
            return try tensor(dataset, path, &budget)
        }
    }

    private func tensor(_ dataset: hid_t, _ path: String, _ budget: inout TensorBudget) throws -> Tensor<Float> {
        var extents = [UInt64](repeating: 0, count: limits.dimensions)
        let rank = uae_h5_extents(dataset, &extents, Int32(limits.dimensions))
        guard rank >= 0 else { throw Self.malformed("\(path), which does not hold real numbers of its own") }
        let shape = extents[..<Int(rank)].map { Int(clamping: $0) }
        let count = try budget.count(shape, of: path)
        guard uae_h5_chunk(dataset) <= UInt64(max(count, 1 << 20) * 4) else {
            throw Self.malformed("oversized chunks in \(path)")
        }
        var elements = [Float](repeating: 0, count: count)
        guard count == 0 || uae_h5_read(dataset, &elements) == 0 else {
            throw Self.malformed("damaged data in \(path)")
        }
        return Tensor(shape: shape, elements: elements)
    }
}
