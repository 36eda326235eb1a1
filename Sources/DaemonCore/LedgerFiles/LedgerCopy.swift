// SPDX-License-Identifier: Apache-2.0
import Foundation
import Ledger

/// A complete and consistent copy of the ledger, which is read part by part. Its file no longer has a name.
package final class LedgerCopy: Sendable {
    static let prefix = ".ledger-copy-"
    private static let part = 64 * 1024

    private let file: FileHandle

    /// - Parameter state: the folder that has room for it.
    /// - Throws: `Failure`, environment.
    package init(of ledger: Ledger, in state: String) throws {
        let path = "\(state)/\(Self.prefix)\(UUID().uuidString)"
        defer { unlink(path) }
        try ledger.copy(to: path)
        file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    }

    /// Returns the next part; nil at the end.
    package func next() throws -> [UInt8]? {
        let bytes = try file.read(upToCount: Self.part) ?? Data()
        return bytes.isEmpty ? nil : Array(bytes)
    }
}
