// SPDX-License-Identifier: Apache-2.0
import Base
import CCrypto

/// SHA-256 (FIPS 180-4) by libcrypto, of bytes that arrive in parts.
public struct SHA256Hasher: ~Copyable {
    private let context: OpaquePointer

    /// The hash of no bytes yet.
    public init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            fatalError("libcrypto has no SHA-256")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Appends bytes to what is hashed.
    public mutating func update(_ bytes: ArraySlice<UInt8>) {
        EVP_DigestUpdate(context, Array(bytes), bytes.count)
    }

    /// The digest in lower-case hex. It ends the hash: read it once, and add nothing afterwards.
    public var finished: String {
        var digest = [UInt8](repeating: 0, count: 32)
        EVP_DigestFinal_ex(context, &digest, nil)
        return Hex.text(digest)
    }

    /// The digest of `bytes` in lower-case hex.
    public static func digest(of bytes: [UInt8]) -> String {
        var hasher = SHA256Hasher()
        hasher.update(bytes[...])
        return hasher.finished
    }
}
