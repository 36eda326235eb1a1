// SPDX-License-Identifier: Apache-2.0
import Base
import Glibc

/// The names in a folder.
public struct FolderListing: Sendable, Equatable {
    /// In byte-wise order.
    public var names: [String]
    /// Names that are not UTF-8, escaped: `caf\xe9`. No path of uaed's can reach these entries.
    public var foreign: [String]

    /// Memberwise initialiser.
    public init(names: [String], foreign: [String] = []) {
        self.names = names
        self.foreign = foreign
    }

    /// Reads a real folder with readdir(3).
    ///
    /// - Parameters:
    ///   - descriptor: of the folder, which is closed afterwards; if it is below zero, `errno` gives the reason.
    ///   - folder: its path, for the failure.
    init(reading descriptor: Int32, of folder: String) throws {
        self.init(names: [])
        try Self.read(descriptor, folder) { bytes in
            guard let name = String(validating: bytes, as: UTF8.self) else {
                return foreign.append(String(escapingName: bytes))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        foreign.sort()
    }

    private static func read(_ descriptor: Int32, _ folder: String, _ take: ([UInt8]) -> Void) throws {
        guard descriptor >= 0, let stream = fdopendir(descriptor) else {
            let error = errno
            if descriptor >= 0 { close(descriptor) }
            throw SystemFailure(error, "listing", folder).failure
        }
        defer { closedir(stream) }
        errno = 0
        while let entry = readdir(stream) {
            take(withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) })
            errno = 0
        }
        guard errno == 0 else { throw SystemFailure(errno, "listing", folder).failure }
    }
}
