// SPDX-License-Identifier: Apache-2.0
/// The errors that ``Client`` makes itself, beside those that the daemon sends.
extension ErrorReport {
    /// `unreachable`: no daemon listens at any of these sockets.
    static func unreachable(_ attempts: [Client.Attempt]) -> ErrorReport {
        let tried = attempts.map { "\($0.socket) (\($0.reason))" }.joined(separator: ", ")
        return ErrorReport(
            "unreachable", "the daemon uaed is not reachable; tried \(tried)",
            hint: "is it running? systemctl status uaed, systemctl --user status uaed, or start it by hand: uaed")
    }

    /// `unreachable`: the connection ended before the answer was complete.
    static func lost(_ socket: String) -> ErrorReport {
        ErrorReport(
            "unreachable", "the daemon at \(socket) ended the connection before it had answered",
            hint: "was it restarted? systemctl status uaed; then try again")
    }

    /// `not-permitted`: the socket exists, but this user may not connect to it.
    static func noPermission(_ socket: String) -> ErrorReport {
        ErrorReport(
            "not-permitted", "you may not use the daemon's socket \(socket)",
            hint: "its group may: sudo usermod -aG \"$(stat -c %G '\(socket)')\" \"$USER\", then log in again")
    }

    /// `protocol-mismatch`: the listener's answer is not one of our protocol.
    static func mismatch(_ socket: String, _ what: String) -> ErrorReport {
        ErrorReport(
            "protocol-mismatch", "what listens at \(socket) \(what)",
            hint: "uaectl speaks protocol \(ControlProtocol.major); compare: uaectl --version, uaed --version")
    }

    /// `timed-out`: the answer was not complete in time.
    static func silent(_ socket: String, seconds: Int) -> ErrorReport {
        ErrorReport(
            "timed-out", "the daemon at \(socket) did not answer within \(seconds) s",
            hint: "journalctl -u uaed says what it is doing")
    }

    /// `answer-too-large`: the answer exceeds the client's limit.
    static func tooLong(_ socket: String, bytes: Int) -> ErrorReport {
        ErrorReport(
            "answer-too-large", "the daemon at \(socket) answers with more than \(bytes) bytes",
            hint: "ask for less: --limit")
    }
}

extension ErrorReport: CustomStringConvertible {
    /// `message — hint`, on one line.
    public var description: String { error.message + (error.hint.map { " — \($0)" } ?? "") }
}
