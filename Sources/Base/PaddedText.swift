// SPDX-License-Identifier: Apache-2.0
extension String {
    /// With spaces after it up to so many characters; a longer text stays whole.
    public func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

extension StringProtocol {
    /// Without the white space and line ends at both ends.
    public var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
