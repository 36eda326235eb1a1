// SPDX-License-Identifier: Apache-2.0
/// What is asked of a child that reads HDF5. On the channel: four `UInt64` (subject, limit, bytes of `path`, bytes of
/// `attribute`), then the two texts.
package struct HDF5Request: Equatable, Sendable {
    package enum Subject: UInt64, Sendable {
        /// The strings of a group's attribute, each ended by NUL.
        case strings = 1
        /// A dataset's extents, `UInt64` each.
        case shape
        /// A dataset's elements, `Float` each.
        case values
    }

    package var subject: Subject
    /// Names of hard links from the root on, joined by `/`.
    package var path: String
    package var attribute = ""
    /// Bytes that the answer may have.
    package var limit: Int

    package func send(over channel: MessageChannel) throws {
        try channel.send([subject.rawValue, UInt64(limit), UInt64(path.utf8.count), UInt64(attribute.utf8.count)])
        try channel.send(Array(path.utf8) + Array(attribute.utf8))
    }

    /// The next request; nil where it is none.
    package init?(from channel: MessageChannel) throws {
        let numbers = try channel.receive(4, of: UInt64.self)
        guard let subject = Subject(rawValue: numbers[0]) else { return nil }
        self.subject = subject
        limit = Int(clamping: numbers[1])
        path = String(decoding: try channel.receive(Int(clamping: numbers[2]), of: UInt8.self), as: UTF8.self)
        attribute = String(decoding: try channel.receive(Int(clamping: numbers[3]), of: UInt8.self), as: UTF8.self)
    }

    package init(_ subject: Subject, _ path: String, attribute: String = "", limit: Int) {
        self.subject = subject
        self.path = path
        self.attribute = attribute
        self.limit = limit
    }
}

/// How an answer begins: two `UInt64`, this word and the number of bytes that follow.
package enum HDF5Answer: UInt64, Sendable {
    /// There is no such thing in the file.
    case nothing
    case found
    /// What the file has instead, as text.
    case malformed
}
