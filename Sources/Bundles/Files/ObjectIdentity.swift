// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import Foundation

/// What tells one file or folder from another that gets its name, or its inode number, later.
///
/// The device's number is left out: it counts only until the next boot.
public struct ObjectIdentity: Codable, Sendable, Equatable {
    /// name_to_handle_at(2) in hex, its type first: inode and generation. nil where the file system gives none.
    public var handle: String?
    public var inode: UInt64
    /// Birth in nanoseconds since 1970; nil where the file system does not know it.
    public var birth: Int64?
    public var owner: UInt32

    public init(handle: String? = nil, inode: UInt64, birth: Int64? = nil, owner: UInt32) {
        self.handle = handle
        self.inode = inode
        self.birth = birth
        self.owner = owner
    }

    /// By the handle where both have one, else by inode and birth; the owner must be the same.
    public func isSame(as other: ObjectIdentity) -> Bool {
        guard owner == other.owner else { return false }
        if let handle, let its = other.handle { return handle == its }
        return inode == other.inode && birth == other.birth
    }

    /// For a command line; nil for what no text holds.
    public var text: String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) }
    }

    public init?(text: String) {
        guard let identity = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
        self = identity
    }

    /// - Returns: an errno where the system does not tell.
    package static func of(_ descriptor: Int32) -> Result<ObjectIdentity, SystemError> {
        var found = uaed_identity()
        let error = uaed_identify(descriptor, &found)
        guard error == 0 else { return .failure(SystemError(number: error)) }
        let bytes = withUnsafeBytes(of: &found.handle) { Array($0.prefix(Int(found.handle_bytes))) }
        let handle = bytes.isEmpty ? nil : "\(found.handle_type):\(Hex.text(bytes))"
        return .success(
            ObjectIdentity(
                handle: handle, inode: found.inode, birth: found.has_birth ? found.birth : nil, owner: found.owner))
    }
}
