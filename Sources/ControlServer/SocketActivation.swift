// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux

/// The control socket that a service manager opens and hands over (sd_listen_fds(3)).
package enum SocketActivation {
    /// SD_LISTEN_FDS_START: the number of the first descriptor that is handed over.
    private static let first: Int32 = 3
    /// The name (FileDescriptorName=) that the control socket must have if there are several.
    static let name = "control"

    /// Takes the socket over.
    ///
    /// - Returns: the listening descriptor, closed on exec; nil if none was handed to this process.
    /// - Throws: `Failure`, refused, if no descriptor of several has the name, or it is no listening Unix stream
    ///   socket.
    package static func controlSocket(environment: [String: String], pid: Int32) throws -> Int32? {
        guard environment["LISTEN_PID"] == String(pid), let count = environment["LISTEN_FDS"].flatMap(Int32.init),
            count > 0
        else { return nil }
        let names = environment["LISTEN_FDNAMES"]?.split(separator: ":").map(String.init) ?? []
        guard let index = names.firstIndex(of: name) ?? (count == 1 ? 0 : nil), index < count else {
            throw refusal("none of the \(count) sockets handed over is named '\(name)'")
        }
        let descriptor = first + Int32(index)
        let error = uaed_take_listener(descriptor)
        guard error == 0 else { throw refusal("the socket handed over does not listen on a Unix stream") }
        return descriptor
    }

    private static func refusal(_ message: String) -> Failure {
        Failure.refused(
            "bad-activation", message,
            hint: "in the socket unit: ListenStream=/run/uaed/uaed.sock, FileDescriptorName=\(name)")
    }
}
