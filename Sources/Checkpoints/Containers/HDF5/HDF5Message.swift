// SPDX-License-Identifier: Apache-2.0
/// A request to a child that reads HDF5. On the channel it is four `UInt64` (subject, limit, bytes of `path`, bytes of
/// `attribute`), then the two texts.
package struct HDF5Request: Equatable, Sendable {
    /// What is requested.
    package enum Subject: UInt64, Sendable {
        /// The strings of a group's attribute, each followed by NUL.
        case strings = 1
        /// A dataset's extents, each a `UInt64`.
        case shape
        /// A dataset's elements, each a `Float`.
        case values
        /// The names of a group's links, each followed by NUL.
        case names
    }

    package var subject: Subject
    /// Names of hard links from the root, joined by `/`.
    package var path: String
    package var attribute = ""
    /// The largest answer, in bytes.
    package var limit: Int

    /// - Throws: `MessageChannel.Trouble.closed` if the other end is closed.
    package func send(over channel: MessageChannel) throws {
        try channel.send([subject.rawValue, UInt64(limit), UInt64(path.utf8.count), UInt64(attribute.utf8.count)])
        try channel.send(Array(path.utf8) + Array(attribute.utf8))
    }

    /// Receives the next request; nil if its subject is unknown.
    ///
    /// - Throws: `MessageChannel.Trouble`.
    package init?(from channel: MessageChannel) throws {
        let numbers = try channel.receive(4, of: UInt64.self)
        guard let subject = Subject(rawValue: numbers[0]) else { return nil }
        self.subject = subject
        limit = Int(clamping: numbers[1])
        path = String(decoding: try channel.receive(Int(clamping: numbers[2]), of: UInt8.self), as: UTF8.self)
        attribute = String(decoding: try channel.receive(Int(clamping: numbers[3]), of: UInt8.self), as: UTF8.self)
    }

    /// Memberwise initialiser.
    package init(_ subject: Subject, _ path: String, attribute: String = "", limit: Int) {
        self.subject = subject
        self.path = path
        self.attribute = attribute
        self.limit = limit
    }
}

/// The first word of an answer. The number of bytes that follow comes next, also as `UInt64`.
package enum HDF5Answer: UInt64, Sendable {
    /// The file holds nothing of the kind.
    case nothing
    case found
    /// A text follows, which describes what the file holds instead.
    case malformed
}
