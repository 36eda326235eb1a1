// SPDX-License-Identifier: Apache-2.0
import Base

/// Why a bundle cannot have a certain name, and what to do.
struct NameObjection {
    let reason: String
    let hint: String
    /// Bytes. File systems allow 255, of which uaed's endings need a share.
    static let longest = 200

    /// nil if the name can be used.
    init?(_ name: String) {
        if name.utf8.count > Self.longest {
            reason = "its name is longer than \(Self.longest) bytes"
            hint = "shorten it: uaed adds .jobN.claimed to it"
        } else if name.hasControlCharacters {
            reason = "its name holds control characters: \(String(escapingName: name.utf8))"
            hint = "rename it: mv with a pattern that it matches"
        } else if let sign = name.joiningSign {
            reason = "its name begins or ends with \(sign), which joins the '/' beside it"
            hint = "rename it: mv with a pattern that it matches"
        } else {
            return nil
        }
    }
}
