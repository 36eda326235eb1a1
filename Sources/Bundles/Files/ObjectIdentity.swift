// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import FoundationEssentials

/// Distinguishes a file or folder from another one that gets the same name or inode number later.
///
/// The device number is left out, because it is valid only until the next boot.
public struct ObjectIdentity: Codable, Sendable, Equatable {
    /// The handle of name_to_handle_at(2) in hex after its type; it contains inode and generation. nil if the file
    /// system provides none.
    public var handle: String?
    public var inode: UInt64
    /// Birth in nanoseconds since 1970 (statx(2)); nil if the file system does not record it.
    public var birth: Int64?
    public var owner: UInt32

    /// Memberwise initialiser.
    public init(handle: String? = nil, inode: UInt64, birth: Int64? = nil, owner: UInt32) {
        self.handle = handle
        self.inode = inode
        self.birth = birth
        self.owner = owner
    }

    /// Compares handles if both have one, otherwise inode and birth. The owners must be equal as well.
    public func isSame(as other: ObjectIdentity) -> Bool {
        guard owner == other.owner else { return false }
        if let handle, let its = other.handle { return handle == its }
        return inode == other.inode && birth == other.birth
    }

    /// JSON for a command line; nil if it cannot be encoded.
    public var text: String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Parses ``text``; nil if it is not an identity.
    public init?(text: String) {
        guard let identity = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
        self = identity
    }

    /// The identity of the open file or folder `descriptor`, or the error number of the failed system call.
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
