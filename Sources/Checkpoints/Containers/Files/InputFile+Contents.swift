// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

extension InputFile {
    /// The whole file.
    ///
    /// - Throws: `Failure` (refused) if it is larger than `limit` bytes.
    func contents(limit: Int) throws -> [UInt8] {
        guard size <= limit else { throw Limits.exceeded("bytes (\(size))", limit) }
        return try bytes(from: 0, count: size)
    }
}
