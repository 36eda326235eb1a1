// SPDX-License-Identifier: Apache-2.0
import CLinux
import Checkpoints
import Glibc

/// What `uae-worker read-hdf5` does: it answers questions about one file, and may do nothing else.
///
/// libhdf5 is linked here alone. It crashes on some damaged files; whoever asks (``Checkpoints/HDF5Reader``) takes the
/// end of this process for an answer.
public enum HDF5Service {
    /// Serves the file at standard input over the socket at standard output until that is closed.
    ///
    /// - Parameters:
    ///   - memory: bytes of address space.
    ///   - seconds: of processor time.
    public static func run(memory: Int, seconds: Int) throws {
        uaed_confine(UInt(memory), UInt32(seconds))
        let image = HDF5Image(descriptor: 0)
        let channel = MessageChannel(descriptor: 1)
        while let request = try HDF5Request(from: channel) {
            do {
                guard let image else { throw HDF5Image.Malformed(what: "a damaged structure") }
                try answer(request, image, channel)
            } catch let malformed as HDF5Image.Malformed {
                try send(.malformed, Array(malformed.what.utf8), channel)
            }
        }
    }

    private static func answer(_ request: HDF5Request, _ image: HDF5Image, _ channel: MessageChannel) throws {
        let (path, limit) = (request.path, request.limit)
        switch request.subject {
        case .strings: try send(image.strings(request.attribute, of: path, limit: limit), channel)
        case .shape: try send(image.shape(of: path, limit: limit / 8), channel)
        case .values: try send(image.values(of: path, count: limit / 4), channel)
        }
    }

    private static func send<Element: BitwiseCopyable>(_ found: [Element]?, _ channel: MessageChannel) throws {
        try send(found == nil ? .nothing : .found, found ?? [], channel)
    }

    private static func send<Element: BitwiseCopyable>(
        _ answer: HDF5Answer, _ values: [Element], _ channel: MessageChannel
    ) throws {
        try channel.send([answer.rawValue, UInt64(values.count * MemoryLayout<Element>.stride)])
        try channel.send(values)
    }
}
