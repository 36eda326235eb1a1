// SPDX-License-Identifier: Apache-2.0
/// A count with its noun: `1 image`, `2 images`.
///
/// - Parameter many: the plural; nil appends an `s` to `one`.
public func counted(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) " + (count == 1 ? one : many ?? one + "s")
}
