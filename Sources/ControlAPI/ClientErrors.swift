// SPDX-License-Identifier: Apache-2.0
/// Everything that a call of ``Client`` can throw is an ``ErrorReport`` (or `CancellationError`): the daemon's own, or one
/// of these, which the client makes itself.
extension ErrorReport {
    /// No daemon listens: `unreachable`.
    static func unreachable(_ attempts: [Client.Attempt]) -> ErrorReport {
        let tried = attempts.map { "\($0.socket) (\($0.reason))" }.joined(separator: ", ")
        return ErrorReport(
            "unreachable", "the daemon uaed is not reachable; tried \(tried)",
            hint: "is it running? systemctl status uaed, systemctl --user status uaed, or start it by hand: uaed")
    }

    /// The connection ended before the answer did: `unreachable`.
    static func lost(_ socket: String) -> ErrorReport {
        ErrorReport(
            "unreachable", "the daemon at \(socket) ended the connection before it had answered",
            hint: "was it restarted? systemctl status uaed; then try again")
    }

    /// The socket is there, and not for this user: `not-permitted`.
    static func noPermission(_ socket: String) -> ErrorReport {
        ErrorReport(
            "not-permitted", "you may not use the daemon's socket \(socket)",
            hint: "its group may: sudo usermod -aG \"$(stat -c %G '\(socket)')\" \"$USER\", then log in again")
    }

    /// It talks, but not so that we understand it: `protocol-mismatch`.
    static func mismatch(_ socket: String, _ what: String) -> ErrorReport {
        ErrorReport(
            "protocol-mismatch", "what listens at \(socket) \(what)",
            hint: "uaectl speaks protocol \(ControlProtocol.major); compare: uaectl --version, uaed --version")
    }

    static func silent(_ socket: String, seconds: Int) -> ErrorReport {
        ErrorReport(
            "timed-out", "the daemon at \(socket) did not answer within \(seconds) s",
            hint: "journalctl -u uaed says what it is doing")
    }

    static func tooLong(_ socket: String, bytes: Int) -> ErrorReport {
        ErrorReport(
            "answer-too-large", "the daemon at \(socket) answers with more than \(bytes) bytes",
            hint: "ask for less: --limit")
    }
}

extension ErrorReport: CustomStringConvertible {
    /// `message — hint`: one line.
    public var description: String { error.message + (error.hint.map { " — \($0)" } ?? "") }
}
