// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What both sides of the control socket agree on.
public enum ControlProtocol {
    /// The same major always works both ways: unknown fields are ignored, unknown states are printed as they are.
    public static let major = 1
    public static let minor = 0
    /// Counts up when a field changes its meaning; stands as `schema` in every answer.
    public static let schema = 1
    /// Bytes of a request's body that the daemon reads before it answers 413.
    public static let maximumBody = 64 * 1024
    /// Bytes of an answer that the client reads before it gives up.
    public static let maximumAnswer = 64 * 1024 * 1024

    /// JSON as the socket and `--format json` have it: snake_case keys in a fixed order, instants as ISO 8601 in UTC.
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

/// `GET /v1/version`.
public struct VersionReport: Codable, Sendable, Equatable {
    public struct Revision: Codable, Sendable, Equatable {
        public var major: Int
        public var minor: Int

        public init(major: Int, minor: Int) {
            self.major = major
            self.minor = minor
        }
    }

    public var schema = ControlProtocol.schema
    public var `protocol` = Revision(major: ControlProtocol.major, minor: ControlProtocol.minor)
    /// The daemon's version.
    public var version: String
    public var capabilities: [String]

    public init(version: String, capabilities: [String]) {
        self.version = version
        self.capabilities = capabilities
    }
}

/// Every answer that is not 2xx: `{"error": {"code", "message", "hint"}}`.
public struct ErrorReport: Codable, Sendable, Equatable, Error {
    public struct Detail: Codable, Sendable, Equatable {
        /// A stable word: `not-found`, `wrong-state`, `not-permitted`, `bad-request`, `too-large`, `internal`.
        public var code: String
        public var message: String
        public var hint: String?

        public init(code: String, message: String, hint: String? = nil) {
            self.code = code
            self.message = message
            self.hint = hint
        }
    }

    public var error: Detail

    public init(_ code: String, _ message: String, hint: String? = nil) {
        error = Detail(code: code, message: message, hint: hint)
    }
}

extension ErrorReport {
    /// The HTTP status that belongs to the code.
    public var status: Int {
        switch error.code {
        case "bad-request": 400
        case "not-permitted": 403
        case "not-found": 404
        case "method-not-allowed": 405
        case "wrong-state": 409
        case "too-large": 413
        case "headers-too-large": 431
        case "too-busy": 503
        default: 500
        }
    }
}
