// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import CZlib

/// Inflates a gzip file (RFC 1952), or raw deflate data (RFC 1951) in a part of a file, from the start; not safe for
/// concurrent use.
final class Inflater {
    private let file: InputFile
    private let limits: DatasetLimits
    /// On the heap, because zlib's state keeps the address of its stream.
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var input = [UInt8](repeating: 0, count: 1 << 16)
    private var available = 0..<0
    private var consumed = 0
    /// Where the deflate data lie; nil for a gzip file.
    private let part: Range<Int>?
    private var produced = 0
    private var ended = false

    init(_ file: InputFile, limits: DatasetLimits, part: Range<Int>? = nil) throws {
        self.file = file
        self.part = part
        self.limits = limits
        stream.initialize(to: z_stream())
        let status = inflateInit2_(
            stream, part == nil ? 15 + 16 : -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw Failure(.environment, code: "memory", "zlib cannot start", file: file.path) }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Fills `buffer` as far as the data reach, and returns the number of bytes; 0 at the end.
    ///
    /// - Throws: `Failure`: incomplete if the file ends within a member, refused if it is
    ///   damaged or a decompression bomb.
    func read(into buffer: inout [UInt8]) throws -> Int {
        var done = 0
        while done < buffer.count, !ended {
            try refill()
            guard !ended else { break }
            done += try inflate(into: &buffer, from: done)
        }
        produced += done
        guard produced <= limits.dataBytes, produced <= limits.expansionFrom || produced / limits.expansion <= consumed
        else {
            throw Failure.refused(
                "decompression-bomb", "decompresses to more than \(produced) bytes from \(consumed)",
                hint: part == nil
                    ? "if it is what you mean, bring it decompressed: gunzip \(file.path)"
                    : "if it is what you mean, save it without compression: numpy.savez", file: file.path)
        }
        return done
    }

    /// The end of the file is the end of the data only after a whole member. Zero bytes after a member
    /// are padding and are skipped.
    private func refill() throws {
        guard available.isEmpty else { return }
        let most = part.map { min(input.count, $0.count - consumed) } ?? input.count
        let count = try input.withUnsafeMutableBytes {
            try file.read(
                into: UnsafeMutableRawBufferPointer(rebasing: $0[..<most]), at: (part?.lowerBound ?? 0) + consumed)
        }
        available = 0..<count
        consumed += count
        if count > 0 { return }
        guard memberEnded else { throw Failure.truncated(file.path) }
        ended = true
    }

    private var memberEnded = false

    private func inflate(into buffer: inout [UInt8], from start: Int) throws -> Int {
        if memberEnded {
            guard part == nil else {
                ended = true
                return 0
            }
            available = (available.lowerBound + input[available].prefix { $0 == 0 }.count)..<available.upperBound
            if available.isEmpty { return 0 }
            inflateReset(stream)
            memberEnded = false
        }
        let room = buffer.count - start
        let status = input.withUnsafeMutableBufferPointer { input in
            buffer.withUnsafeMutableBufferPointer { output in
                stream.pointee.next_in = input.baseAddress! + available.lowerBound
                stream.pointee.avail_in = uInt(available.count)
                stream.pointee.next_out = output.baseAddress! + start
                stream.pointee.avail_out = uInt(room)
                return CZlib.inflate(stream, Z_NO_FLUSH)
            }
        }
        available = (available.upperBound - Int(stream.pointee.avail_in))..<available.upperBound
        switch status {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: memberEnded = true
        case Z_MEM_ERROR: throw Failure(.environment, code: "memory", "no memory to decompress", file: file.path)
        default:
            throw Failure.refused(
                "damaged-gzip", "the \(part == nil ? "gzip" : "deflated") data are damaged near byte \(consumed)",
                hint: part == nil ? "gzip -t; copy the file again" : "copy the file again, or save it again",
                file: file.path)
        }
        return room - Int(stream.pointee.avail_out)
    }
}

/// Deflates to a gzip member without name and time, so that the same data give the same bytes, or to raw deflate data.
final class Deflater {
    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private var output = [UInt8](repeating: 0, count: 1 << 16)

    init(isRaw: Bool = false) throws {
        stream.initialize(to: z_stream())
        let status = deflateInit2_(
            stream, 6, Z_DEFLATED, isRaw ? -15 : 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw Failure(.environment, code: "memory", "zlib cannot start") }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    func write(_ bytes: [UInt8], _ append: (ArraySlice<UInt8>) throws -> Void) throws {
        try deflate(bytes, flush: Z_NO_FLUSH, append)
    }

    func finish(_ append: (ArraySlice<UInt8>) throws -> Void) throws {
        try deflate([], flush: Z_FINISH, append)
    }

    private func deflate(
        _ bytes: [UInt8], flush: Int32, _ append: (ArraySlice<UInt8>) throws -> Void
    ) throws {
        var bytes = bytes
        var taken = 0
        repeat {
            let capacity = output.count
            bytes.withUnsafeMutableBufferPointer { input in
                output.withUnsafeMutableBufferPointer { output in
                    stream.pointee.next_in = input.baseAddress.map { $0 + taken }
                    stream.pointee.avail_in = uInt(input.count - taken)
                    stream.pointee.next_out = output.baseAddress!
                    stream.pointee.avail_out = uInt(capacity)
                    _ = CZlib.deflate(stream, flush)
                }
            }
            taken = bytes.count - Int(stream.pointee.avail_in)
            try append(output[..<(capacity - Int(stream.pointee.avail_out))])
        } while stream.pointee.avail_out == 0
    }
}

extension Failure {
    static func truncated(_ file: String) -> Failure {
        Failure(
            .incomplete, code: "truncated", "ends too early", hint: "copy it again, if it is not being copied still",
            file: file)
    }
}
