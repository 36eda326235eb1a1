// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Glibc

extension Disk {
    /// Removes the status file beside an open job's input. A file that cannot be removed, or is not uaed's, holds
    /// nothing up.
    ///
    /// - Parameter isKnown: whether this process has written it, so that it is uaed's even if a file server reports
    ///   another owner.
    /// - Throws: no `Failure`; only what a simulated crash throws.
    public func removeNote(_ path: String, isKnown: Bool = false) throws {
        do {
            guard let status = try status(path), status.kind == .file, isKnown || status.owner == geteuid() else {
                return
            }
            try removeFile(path)
        } catch is Failure {}
    }
}
