import Foundation

/// The lines of a descriptor, read on the calling thread until its end. Closes it when it goes.
struct LineReader {
    /// A longer line is cut here: a worker's events are short, and its memory is not ours.
    static let maximumLine = 1 << 20

    private let file: FileHandle

    init(_ file: FileHandle) { self.file = file }

    func forEach(_ body: (String) -> Void) {
        var pending: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = read(file.fileDescriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            for byte in buffer[..<count] {
                if byte == UInt8(ascii: "\n") {
                    body(String(decoding: pending, as: UTF8.self))
                    pending.removeAll(keepingCapacity: true)
                } else if pending.count < Self.maximumLine {
                    pending.append(byte)
                }
            }
        }
        if !pending.isEmpty { body(String(decoding: pending, as: UTF8.self)) }
    }
}
