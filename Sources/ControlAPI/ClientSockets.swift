// SPDX-License-Identifier: Apache-2.0
extension Client {
    /// The socket of the system service.
    public static let systemSocket = "/run/uaed/uaed.sock"

    /// The sockets at which the daemon may listen, the likeliest first.
    ///
    /// The option, else `$UAED_SOCKET`, is the only one; without either, the user's own socket (below
    /// `$XDG_RUNTIME_DIR`, or `/run/user/UID`) comes before the system's.
    public static func sockets(option: String?, environment: [String: String], uid: UInt32) -> [String] {
        if let given = option ?? environment["UAED_SOCKET"], !given.isEmpty { return [given] }
        let runtime = environment["XDG_RUNTIME_DIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/run/user/\(uid)"
        return [runtime + "/uaed/uaed.sock", systemSocket]
    }

    /// A socket that could not be connected to, and why.
    struct Attempt {
        var socket: String
        var reason: String
    }

    /// A client of the first of `sockets` at which a daemon of our protocol answers.
    ///
    /// - Throws: `unreachable`, which lists every socket tried; `not-permitted`; `protocol-mismatch`.
    public static func open(_ sockets: [String]) async throws -> Client {
        var attempts: [Attempt] = []
        for socket in sockets {
            let client = Client(socket: socket)
            do {
                try await client.greet()
                return client
            } catch let failure as ConnectFailure where failure.isAbsence {
                attempts.append(Attempt(socket: socket, reason: failure.reason))
            } catch let failure as ConnectFailure {
                throw failure.report
            }
        }
        throw ErrorReport.unreachable(attempts)
    }
}
