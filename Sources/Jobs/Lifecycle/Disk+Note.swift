// SPDX-License-Identifier: Apache-2.0
import Durability
import Base
import Foundation

extension Disk {
    /// Takes the note on an open job away. What cannot be removed, or is not ours, keeps nothing from going on.
    ///
    /// - Parameter isKnown: this process has written it, so that it is ours whoever a server says its owner is.
    /// - Throws: no `Failure`; what a simulated crash throws.
    public func removeNote(_ path: String, isKnown: Bool = false) throws {
        do {
            guard let status = try status(path), status.kind == .file, isKnown || status.owner == geteuid() else {
                return
            }
            try removeFile(path)
        } catch is Failure {}
    }
}
