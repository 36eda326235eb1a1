// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Synchronization

/// A part of a file, as a member of an archive is one.
struct FilePart: Sendable {
    let range: Range<Int>
    /// Whether it is deflate data (RFC 1951).
    let isDeflated: Bool
}

/// Reads the bytes of a file or of a part of it forward, from any offset; compressed data are decompressed.
///
/// Not safe for concurrent use: a `ReaderPool` lends each reader to one caller at a time.
final class ByteReader: @unchecked Sendable {
    let file: InputFile
    private let inflater: Inflater?
    /// Where the data lie in the file.
    private let range: Range<Int>
    /// The offset of the next byte in the (decompressed) data.
    private(set) var position = 0

    init(_ file: InputFile, limits: DatasetLimits, part: FilePart? = nil) throws {
        self.file = file
        range = part?.range ?? 0..<file.size
        let isGzip = part == nil && file.path.lowercased().hasSuffix(".gz")
        inflater =
            part?.isDeflated ?? isGzip ? try Inflater(file, limits: limits, part: part?.range) : nil
        if inflater == nil, range.count > limits.dataBytes {
            throw Failure.refused(
                "too-large", "is larger than the limit of \(limits.dataBytes) bytes", hint: "split it", file: file.path)
        }
    }

    /// Fills `buffer` as far as the data reach, and returns the number of bytes; 0 at the end.
    func read(into buffer: inout [UInt8]) throws -> Int {
        let count =
            if let inflater { try inflater.read(into: &buffer) } else { try readPlain(into: &buffer) }
        position += count
        return count
    }

    private func readPlain(into buffer: inout [UInt8]) throws -> Int {
        guard position < range.count else { return 0 }
        let most = Swift.min(buffer.count, range.count - position)
        return try buffer.withUnsafeMutableBytes {
            try file.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[..<most]), at: range.lowerBound + position)
        }
    }

    /// Moves forward to `offset`; false if the data end before it.
    func skip(to offset: Int) throws -> Bool {
        guard inflater != nil else {
            position = offset
            return offset <= range.count
        }
        var scratch = [UInt8](repeating: 0, count: Swift.min(1 << 16, offset - position))
        while position < offset {
            if offset - position < scratch.count { scratch.removeLast(scratch.count - (offset - position)) }
            if try read(into: &scratch) == 0 { return false }
        }
        return true
    }

    /// The next `count` bytes, or fewer at the end.
    func next(_ count: Int) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        let found = try read(into: &buffer)
        return found == count ? buffer : Array(buffer[..<found])
    }
}

/// A reader that moves forward only, and has a position.
protocol ForwardReader: AnyObject, Sendable {
    var position: Int { get }
}

extension ByteReader: ForwardReader {}

/// Idle readers of one file, each at its own position, so that reading a gzip file in consecutive
/// parts inflates it about once.
final class ReaderPool<Reader: ForwardReader>: Sendable {
    private let idle = Mutex<[Reader]>([])
    private let most = 8

    /// Calls `body` with the idle reader whose position is the largest within `earliest...position`, or with a new
    /// reader. A reader is dropped if `body` throws.
    func read<Result>(
        at position: Int, notBefore earliest: Int = 0, orOpen open: () throws -> Reader,
        _ body: (Reader) throws -> Result
    ) throws -> Result {
        let reader = try take(earliest...position) ?? open()
        let result = try body(reader)
        idle.withLock {
            $0.append(reader)
            if $0.count > most { $0.removeFirst() }
        }
        return result
    }

    private func take(_ range: ClosedRange<Int>) -> Reader? {
        idle.withLock { idle in
            let nearest = idle.indices.filter { range.contains(idle[$0].position) }
                .max { idle[$0].position < idle[$1].position }
            return nearest.map { idle.remove(at: $0) }
        }
    }
}

/// A file's bytes (decompressed if it is gzip) from any offset, for several threads at once.
struct PooledFile: Sendable {
    let folder: BundleFolder
    let path: String
    let limits: DatasetLimits
    /// The part that holds the data; nil for the whole file.
    let part: FilePart?
    private let pool = ReaderPool<ByteReader>()

    init(_ folder: BundleFolder, _ path: String, limits: DatasetLimits, part: FilePart? = nil) {
        self.part = part
        self.folder = folder
        self.path = path
        self.limits = limits
    }

    func open() throws -> ByteReader {
        try ByteReader(folder.open(file: path), limits: limits, part: part)
    }

    /// Calls `body` with a reader that stands at `offset`.
    ///
    /// - Throws: `Failure` (incomplete) if the data end before `offset`.
    func read<Result>(at offset: Int, _ body: (ByteReader) throws -> Result) throws -> Result {
        try pool.read(at: offset, orOpen: open) { reader in
            guard try reader.skip(to: offset) else { throw Failure.truncated(path) }
            return try body(reader)
        }
    }
}
