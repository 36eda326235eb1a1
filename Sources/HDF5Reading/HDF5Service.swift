// SPDX-License-Identifier: Apache-2.0
import CLinux
import Checkpoints
import Glibc

/// The body of `uae-worker read-hdf5`: it answers requests about one HDF5 file in a confined process.
///
/// Only this module links libhdf5, which crashes on some damaged files. The client (``Checkpoints/HDF5Reader``) treats
/// the end of this process as a failure of the file.
public enum HDF5Service {
    /// Serves the file at standard input over the socket at standard output. It returns if a
    /// request has an unknown subject.
    ///
    /// - Parameters:
    ///   - memory: limit of the address space, in bytes.
    ///   - seconds: limit of the processor time, in seconds.
    /// - Throws: `MessageChannel.Trouble.closed` once the client has closed the socket.
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
        case .names: try send(image.names(of: path, limit: limit), channel)
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
