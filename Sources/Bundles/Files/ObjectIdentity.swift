// SPDX-License-Identifier: Apache-2.0
import CLinux

/// What an open object is, whatever it is called by now and whatever stands at its name.
public struct ObjectIdentity: Sendable, Hashable {
    /// Counts within one boot only: the same disk may get another number at the next.
    public var device: UInt64
    /// May be given to a new object once this one is gone.
    public var inode: UInt64
    /// name_to_handle_at(2): inode and generation, never given again; empty where the file system has none.
    public var handle: [UInt8]

    init(_ descriptor: Int32, _ path: String) throws {
        let status = try EntryStatus.of(descriptor, path)
        var bytes = [UInt8](repeating: 0, count: 160)
        let length = uaed_file_handle(descriptor, &bytes, bytes.count)
        (device, inode, handle) = (status.device, status.inode, Array(bytes.prefix(Int(length))))
    }
}
