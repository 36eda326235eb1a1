// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// The constants and encodings that both sides of the control socket share.
public enum ControlProtocol {
    /// Peers of the same major version understand each other: unknown fields are ignored, and unknown states are
    /// printed as they are.
    public static let major = 1
    /// Counts up with compatible additions.
    public static let minor = 0
    /// Counts up when a field changes its meaning; every answer carries it as `schema`.
    public static let schema = 1
    /// Bytes of a request's body that the daemon reads before it answers 413.
    public static let maximumBody = 64 * 1024
    /// Bytes that no answer should exceed. The bound in force is each client's own, ``Client/maximumAnswer``.
    public static let maximumAnswer = 64 * 1024 * 1024

    /// An encoder for the JSON of the socket and of `--format json`: snake_case keys in alphabetical order, instants in
    /// ISO 8601 with milliseconds, in UTC.
    public static func encoder(pretty: Bool = false) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting =
            pretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
        }
        return encoder
    }

    /// A decoder for the same JSON; instants may lack milliseconds.
    public static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            if let date = try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)) {
                return date
            }
            return try Date(text, strategy: .iso8601)
        }
        return decoder
    }
}

/// The answer to `GET /v1/version`.
public struct VersionReport: Codable, Sendable, Equatable {
    /// The version of the protocol.
    public struct Revision: Codable, Sendable, Equatable {
        public var major: Int
        public var minor: Int

        /// Memberwise initialiser.
        public init(major: Int, minor: Int) {
            self.major = major
            self.minor = minor
        }
    }

    public var schema = ControlProtocol.schema
    public var `protocol` = Revision(major: ControlProtocol.major, minor: ControlProtocol.minor)
    /// The daemon's version.
    public var version: String
    /// Words for the features that this daemon has: `jobs`, `schedules`, …
    public var capabilities: [String]

    /// Memberwise initialiser.
    public init(version: String, capabilities: [String]) {
        self.version = version
        self.capabilities = capabilities
    }
}

/// The answer with every status but 2xx: `{"error": {"code", "message", "hint"}}`.
public struct ErrorReport: Codable, Sendable, Equatable, Error {
    /// The contents of the answer.
    public struct Detail: Codable, Sendable, Equatable {
        /// A stable word. The daemon's words are `internal` and those of ``ErrorReport/status``; clients add their own,
        /// such as `unreachable`.
        public var code: String
        /// What is wrong, in a sentence for people.
        public var message: String
        /// What to do about it: a sentence or a command line.
        public var hint: String?

        /// Memberwise initialiser.
        public init(code: String, message: String, hint: String? = nil) {
            self.code = code
            self.message = message
            self.hint = hint
        }
    }

    public var error: Detail

    /// Creates an error with a code, a message and a hint.
    public init(_ code: String, _ message: String, hint: String? = nil) {
        error = Detail(code: code, message: message, hint: hint)
    }
}

extension ErrorReport {
    /// The HTTP status of the code; 500 if the code has none of its own.
    public var status: Int {
        switch error.code {
        case "bad-request": 400
        case "not-permitted": 403
        case "not-found": 404
        case "method-not-allowed": 405
        case "wrong-state": 409
        case "too-large": 413
        case "headers-too-large": 431
        default: 500
        }
    }
}
