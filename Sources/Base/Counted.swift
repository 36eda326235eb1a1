// SPDX-License-Identifier: Apache-2.0
/// `1 image`, `2 images`; a plural that is no `s` more is named.
public func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) " + (count == 1 ? one : many ?? one + "s")
}
