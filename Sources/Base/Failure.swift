// SPDX-License-Identifier: Apache-2.0
/// The one error type of uaed: what failed, where, and what to do about it.
///
/// A failure crosses process borders as JSON (worker → daemon → client), so it is `Codable` and carries text only.
public struct Failure: Error, Codable, Sendable, Equatable {
    /// What a failure means for its job.
    public enum Kind: String, Codable, Sendable {
        /// The input is at fault: the bundle is refused, and running it again will not help. Exit code 65.
        case refused
        /// The input may still be arriving (for example, a truncated file): the job waits until the input has stopped
        /// changing. Exit code 75.
        case incomplete
        /// The machine is at fault (disk full, I/O error): the job is parked and tried again without a person's help.
        /// Exit code 75.
        case environment
        /// uaed itself is at fault. Exit code 70.
        case fault

        /// Decodes an unknown word, which a newer version may send, as ``fault``.
        public init(from decoder: any Decoder) throws {
            self = Kind(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .fault
        }
    }

    public var kind: Kind
    /// Stable machine-readable word, kebab-case: `mixed-sizes`, `unsupported-operator`, `unknown-key`.
    public var code: String
    /// What failed, in one sentence.
    public var message: String
    /// What to do, in one sentence or one command line.
    public var hint: String?
    /// The file concerned, relative to the bundle if it lies in one.
    public var file: String?
    /// The table row concerned, counted as in an editor: the header is line 1.
    public var row: Int?
    /// The node of a checkpoint's graph that is concerned.
    public var node: String?
    /// The underlying error as text.
    public var cause: String?

    /// Memberwise initialiser.
    public init(
        _ kind: Kind, code: String, _ message: String, hint: String? = nil, file: String? = nil, row: Int? = nil,
        node: String? = nil, cause: String? = nil
    ) {
        self.kind = kind
        self.code = code
        self.message = message
        self.hint = hint
        self.file = file
        self.row = row
        self.node = node
        self.cause = cause
    }

    /// A failure of kind ``Kind/refused``.
    public static func refused(
        _ code: String, _ message: String, hint: String? = nil, file: String? = nil, row: Int? = nil,
        node: String? = nil
    ) -> Failure {
        Failure(.refused, code: code, message, hint: hint, file: file, row: row, node: node)
    }
}

extension Failure: CustomStringConvertible {
    /// `file, row 3: message [cause] — hint`: one line for logs and terminals.
    public var description: String {
        let place = [file, row.map { "row \($0)" }, node.map { "node \($0)" }]
            .compactMap(\.self).joined(separator: ", ")
        return (place.isEmpty ? "" : place + ": ") + message + (cause.map { " [\($0)]" } ?? "")
            + (hint.map { " — \($0)" } ?? "")
    }
}

extension Failure {
    /// Exit status of a worker that ends with this failure (sysexits.h: EX_DATAERR, EX_TEMPFAIL, EX_SOFTWARE).
    public var exitStatus: Int32 {
        switch kind {
        case .refused: 65
        case .incomplete, .environment: 75
        case .fault: 70
        }
    }
}
