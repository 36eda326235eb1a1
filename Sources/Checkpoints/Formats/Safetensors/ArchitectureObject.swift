// SPDX-License-Identifier: Apache-2.0
import Base

/// An object of an architecture file. Its members are read one by one; a member that is never read is refused.
final class ArchitectureObject {
    private let members: [String: JSON]
    /// The object's place for messages: `layers[3]`, or empty for the file itself.
    let place: String
    private var unread: Set<String>

    init(_ value: JSON, place: String) throws {
        guard let members = value.object else {
            throw Failure.refused("bad-architecture", "\(place.isEmpty ? "the file" : place) is not a JSON object")
        }
        self.members = members
        self.place = place
        unread = Set(members.keys)
    }

    func refused(_ key: String, _ what: String, hint: String? = nil) -> Failure {
        .refused(
            "bad-architecture", "\(place.isEmpty ? "" : place + ".")\(key) \(what)",
            hint: hint ?? "CHECKPOINTS.md in uaed's documentation describes the file")
    }

    /// nil if the member is absent or null.
    func member(_ key: String) -> JSON? {
        unread.remove(key)
        guard let value = members[key], !value.isNull else { return nil }
        return value
    }

    func required<Value>(_ value: Value?, _ key: String) throws -> Value {
        try value ?? { throw refused(key, "is missing") }()
    }

    /// Call it once every known member has been read.
    ///
    /// - Throws: `Failure` (refused) if a member has not been read.
    func refuseUnread() throws {
        guard let key = unread.min() else { return }
        throw refused(key, "is not known here")
    }
}

extension ArchitectureObject {
    func text(_ key: String) throws -> String? {
        guard let value = member(key) else { return nil }
        return try value.text ?? { throw refused(key, "is \(value.excerpt), not a string") }()
    }

    func real(_ key: String, _ standard: Double) throws -> Double {
        guard let value = member(key) else { return standard }
        guard let number = value.real, number.isFinite else { throw refused(key, "is \(value.excerpt), not a number") }
        return number
    }

    func integer(_ key: String, _ standard: Int) throws -> Int {
        guard let value = member(key) else { return standard }
        return try value.integer ?? { throw refused(key, "is \(value.excerpt), not an integer") }()
    }

    func integers(_ key: String) throws -> [Int]? {
        guard let value = member(key) else { return nil }
        return try value.integers ?? { throw refused(key, "is \(value.excerpt), not a list of integers") }()
    }

    /// One integer for height and width, or a list of both; they must be positive.
    func pair(_ key: String) throws -> [Int]? {
        guard let value = member(key) else { return nil }
        let pair = value.integer.map { [$0, $0] } ?? value.integers ?? []
        guard pair.count == 2, pair.allSatisfy({ $0 > 0 && $0 < 1 << 24 }) else {
            throw refused(key, "is \(value.excerpt), neither a positive integer nor two of them")
        }
        return pair
    }

    /// One of the words of `Word`.
    func word<Word: RawRepresentable<String> & CaseIterable>(_ key: String, _: Word.Type) throws -> Word? {
        guard let text = try text(key) else { return nil }
        return try Word(rawValue: text)
            ?? {
                throw refused(
                    key, "is \"\(text)\"",
                    hint: "it is one of " + Word.allCases.map(\.rawValue).joined(separator: ", "))
            }()
    }
}
