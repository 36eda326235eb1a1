// SPDX-License-Identifier: Apache-2.0
import Base
import CZlib

/// Inflates raw deflate data (RFC 1951) in one piece.
enum Inflation {
    /// The `count` bytes that `packed` unpacks to; nil if it is damaged or unpacks to another number of bytes.
    static func raw(_ packed: [UInt8], count: Int) throws -> [UInt8]? {
        var packed = packed
        var isWhole = false
        let result = try [UInt8](unsafeUninitializedCapacity: count + 1) { output, done in
            let status = packed.withUnsafeMutableBufferPointer { input in
                run(input, output, limit: count + 1, &done)
            }
            guard status != Z_MEM_ERROR else {
                throw Failure(.environment, code: "memory", "no memory to decompress")
            }
            isWhole = status == Z_STREAM_END && done == count
        }
        return isWhole ? result : nil
    }

    /// The output has room for one byte more than expected, so that excess data are detected.
    private static func run(
        _ input: UnsafeMutableBufferPointer<UInt8>, _ output: UnsafeMutableBufferPointer<UInt8>, limit: Int,
        _ done: inout Int
    ) -> Int32 {
        var stream = z_stream()
        guard let room = uInt(exactly: limit), let given = uInt(exactly: input.count) else { return Z_BUF_ERROR }
        stream.next_in = input.baseAddress
        stream.avail_in = given
        stream.next_out = output.baseAddress
        stream.avail_out = room
        return withUnsafeMutablePointer(to: &stream) { stream in
            var status = inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
            guard status == Z_OK else { return status }
            status = inflate(stream, Z_FINISH)
            done = limit - Int(stream.pointee.avail_out)
            inflateEnd(stream)
            return status
        }
    }
}
