// SPDX-License-Identifier: Apache-2.0
import Base

/// Why no bundle may be called so, and what to do.
struct NameObjection {
    let reason: String
    let hint: String
    /// A name in a folder has 255 bytes; uaed's endings take their share.
    static let longest = 200

    /// nil where there is none.
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
