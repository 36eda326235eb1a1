// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import DaemonCore
import FoundationEssentials
import Glibc

/// The path of the control socket. A socket with a listener is never removed; one without is replaced if this user owns
/// it.
package struct SocketPlace: Sendable {
    /// Identifies a file as long as it exists.
    struct Identity: Equatable, Sendable {
        let device: UInt64
        let inode: UInt64
    }

    /// How long to wait for the lock of another daemon that is about to bind the same path. After it the lock is
    /// ignored, because any process may hold it.
    private static let patience = Duration.seconds(2)

    let path: String
    private var folder: String { URL(fileURLWithPath: path).deletingLastPathComponent().path }

    /// A place for the socket at `path`.
    package init(_ path: String) { self.path = path }

    /// The file at the path now; nil if there is none.
    var identity: Identity? { look().map { Identity(device: UInt64($0.st_dev), inode: UInt64($0.st_ino)) } }

    /// Checks that a socket can be bound at the path.
    ///
    /// - Throws: `Failure`, refused `socket-taken`, if another process listens there, which the message names, or if
    ///   the file there is not a dead socket of this user.
    package func check() throws {
        guard let status = look() else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw Self.taken("what lies at the control socket's path \(path) is no socket", "ls -l '\(path)'")
        }
        var peer = uaed_peer()
        switch uaed_ask_listener(path, &peer) {
        case ENOENT: return
        case ECONNREFUSED where status.st_uid == geteuid(): return
        case ECONNREFUSED:
            throw Self.taken(
                "the control socket \(path) was left behind by \(Self.user(status.st_uid))", "sudo rm '\(path)'")
        case 0:
            throw Self.taken(
                "somebody listens at the control socket \(path) already: \(Self.words(peer))",
                "uaectl status --socket '\(path)' asks it; stop it")
        case EAGAIN, EPROTOTYPE:
            throw Self.taken(
                "somebody listens at the control socket \(path) already, and takes no connection now",
                "ss -xlp | grep '\(path)' says who; stop it")
        case let error:
            throw Self.taken(
                "whether somebody listens at the control socket \(path) cannot be told: "
                    + String(cString: strerror(error)), "ls -l '\(path)'")
        }
    }

    /// Removes a dead socket of this user and runs `bind`. A lock on the folder keeps daemons that start at the same
    /// time apart.
    ///
    /// - Throws: what ``check()`` and `bind` throw; `CocoaError` if the folder cannot be made.
    func takenAlone<Result>(_ bind: () async throws -> Result) async throws -> Result {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        let lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if lock >= 0 { close(lock) } }
        let deadline = ContinuousClock.now + Self.patience
        while flock(lock, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
        try check()
        if let dead = identity { remove(dead) }
        return try await bind()
    }

    /// Removes the socket if the file at the path is still `mine`.
    func remove(_ mine: Identity) { if identity == mine { unlink(path) } }

    /// Wraps the error with which making the socket has failed.
    func refusal(_ error: any Error) -> Failure {
        let cause = (error as? CocoaError)?.underlying as? POSIXError
        let reason = cause.map { String(cString: strerror($0.code.rawValue)) } ?? "\(error)"
        let session = "/run/user/\(geteuid())"
        let isWithoutSession = path.hasPrefix(session + "/") && !FileManager.default.fileExists(atPath: session)
        return Failure.refused(
            "no-socket", "the control socket \(path) cannot be made: \(reason)",
            hint: isWithoutSession
                ? "there is no \(session), because nobody is logged in: set XDG_RUNTIME_DIR for uaed and uaectl, or 'socket' in "
                    + "uaed.toml"
                : "set 'socket' to a path in a folder of your own, or: ls -ld '\(folder)'")
    }

    private func look() -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }

    private static func taken(_ message: String, _ hint: String) -> Failure {
        Failure.refused("socket-taken", message, hint: hint + ", or give this one its own 'socket' in uaed.toml")
    }

    private static func user(_ uid: uid_t) -> String { "user \(Account.name(of: uid) ?? String(uid))" }

    /// `process 812 of user uaed (/usr/bin/uaed --config /etc/uaed/uaed.toml)`
    private static func words(_ peer: uaed_peer) -> String {
        let command = FileManager.default.contents(atPath: "/proc/\(peer.pid)/cmdline").map { bytes in
            String(decoding: bytes.prefix(200).map { $0 == 0 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
                .trimmed
        }
        return "process \(peer.pid) of \(user(peer.uid))" + (command.map { $0.isEmpty ? "" : " (\($0))" } ?? "")
    }
}
