// SPDX-License-Identifier: Apache-2.0
import CHDF5

/// The HDF5 file behind a descriptor, read through libhdf5.
struct HDF5Image {
    struct Malformed: Error {
        let what: String
    }

    private let file: hid_t

    /// Opens the file; nil if libhdf5 cannot open it. Call it at most once per process, because the file's
    /// mapping is never released.
    init?(descriptor: Int32) {
        file = uae_h5_open(descriptor)
        guard file >= 0 else { return nil }
    }

    private static func parts(_ path: String) -> [String] { path.split(separator: "/").map(String.init) }

    /// Runs `body` on the group `path`, reached through hard links only; nil if there is no such group.
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

    /// The strings of a group's attribute, each followed by NUL, in at most `limit` bytes; nil if there is no such
    /// attribute, if it does not hold strings, or if it is longer.
    func strings(_ attribute: String, of path: String, limit: Int) -> [UInt8]? {
        group(Self.parts(path)) { group in Self.texts { uae_h5_strings(group, attribute, limit, &$0) } }
    }

    /// The names of a group's links, each followed by NUL, in at most `limit` bytes; nil if there is no such group, or if
    /// they are longer.
    func names(of path: String, limit: Int) -> [UInt8]? {
        group(Self.parts(path)) { group in Self.texts { uae_h5_names(group, limit, &$0) } }
    }

    private static func texts(_ read: (inout UnsafeMutablePointer<CChar>?) -> Int64) -> [UInt8]? {
        var text: UnsafeMutablePointer<CChar>?
        defer { free(text) }
        let count = read(&text)
        guard count >= 0 else { return nil }
        return UnsafeBufferPointer(start: text, count: Int(count)).map { UInt8(bitPattern: $0) }
    }

    private func dataset<Result>(_ path: String, _ body: (hid_t) throws -> Result) throws -> Result? {
        var parts = Self.parts(path)
        guard let name = parts.popLast() else { return nil }
        return try group(parts) { group in
            guard uae_h5_has(group, name) == 1 else { return nil }
            let dataset = uae_h5_dataset(group, name)
            guard dataset >= 0 else { throw Malformed(what: "\(path), which is no dataset") }
            defer { H5Dclose(dataset) }
            return try body(dataset)
        }
    }

    /// The extents of a dataset of numbers; nil if there is no such dataset.
    ///
    /// - Parameter limit: the largest rank.
    /// - Throws: ``Malformed`` if the object is not a dataset, or does not hold numbers, or holds them in another file.
    func shape(of path: String, limit: Int) throws -> [UInt64]? {
        try dataset(path) { try extents($0, path, limit: limit) }
    }

    private func extents(_ dataset: hid_t, _ path: String, limit: Int) throws -> [UInt64] {
        var extents = [UInt64](repeating: 0, count: limit)
        let rank = uae_h5_extents(dataset, &extents, Int32(limit))
        guard rank >= 0 else { throw Malformed(what: "\(path), which does not hold numbers of its own") }
        return Array(extents.prefix(Int(rank)))
    }

    /// The `count` elements of a dataset as float32; nil if there is no such dataset.
    ///
    /// - Throws: ``Malformed`` if its extents do not give `count` elements, if a chunk has more than 4·max(`count`,
    ///   2²⁰) elements, or if the data cannot be read.
    func values(of path: String, count: Int) throws -> [Float]? {
        try dataset(path) { dataset in
            let product = try extents(dataset, path, limit: Int(H5S_MAX_RANK)).reduce(UInt64?(1)) { product, extent in
                product?.multipliedUnlessOverflow(by: extent)
            }
            guard product == UInt64(count) else { throw Malformed(what: "changing extents of \(path)") }
            guard uae_h5_chunk(dataset) <= UInt64(max(count, 1 << 20) * 4) else {
                throw Malformed(what: "oversized chunks in \(path)")
            }
            var elements = [Float](repeating: 0, count: count)
            guard count == 0 || uae_h5_read(dataset, &elements) == 0 else {
                throw Malformed(what: "damaged data in \(path)")
            }
            return elements
        }
    }
}

extension UInt64 {
    fileprivate func multipliedUnlessOverflow(by other: UInt64) -> UInt64? {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? nil : product
    }
}
