import Failures
import Foundation

/// The names in a folder.
public struct FolderListing: Sendable, Equatable {
    /// In byte-wise order.
    public var names: [String]
    /// Names that are not UTF-8, as people read them: `caf\xe9`. No path of ours can reach what they name.
    public var foreign: [String]

    public init(names: [String], foreign: [String] = []) {
        self.names = names
        self.foreign = foreign
    }

    /// readdir(3) of a real folder.
    init(reading folder: String) throws {
        self.init(names: [])
        try Self.read(folder) { bytes in
            guard let name = String(validating: bytes, as: UTF8.self) else {
                return foreign.append(String(escapingName: bytes))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        foreign.sort()
    }

    private static func read(_ folder: String, _ take: ([UInt8]) -> Void) throws {
        guard let stream = opendir(folder) else { throw SystemFailure(errno, "listing", folder).failure }
        defer { closedir(stream) }
        errno = 0
        while let entry = readdir(stream) {
            take(withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) })
            errno = 0
        }
        guard errno == 0 else { throw SystemFailure(errno, "listing", folder).failure }
    }
}
