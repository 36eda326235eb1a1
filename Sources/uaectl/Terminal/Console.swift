// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Foundation

/// Standard output, which holds the result alone, and standard error.
enum Console {
    /// A result for people; what others have named must have gone through ``Escaping``.
    static func line(_ text: String) { write(text + "\n", to: 1) }

    /// Something besides the result.
    static func note(_ text: String) { write(text + "\n", to: 2) }

    /// A result for programs.
    static func json(_ value: some Encodable, pretty: Bool = true) {
        guard let data = try? ControlProtocol.encoder(pretty: pretty).encode(value) else {
            return note("uaectl: the answer holds a number that JSON cannot")
        }
        line(String(decoding: data, as: UTF8.self))
    }

    /// Writes all of `text`. Where no one reads standard output any more, uaectl ends as quietly as SIGPIPE would.
    static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                done += count
            } else if errno == EPIPE, descriptor == 1 {
                _exit(128 + SIGPIPE)
            } else if errno == EAGAIN {
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&ready, 1, -1)
            } else if errno != EINTR {
                return descriptor == 1 ? failed() : ()
            }
        }
    }

    /// A result that is lost (a full disk behind `>`) is a failure.
    private static func failed() {
        let reason = String(cString: strerror(errno))
        write("uaectl: standard output cannot be written: \(reason)\n", to: 2)
        _exit(1)
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// The terminal's width.
    static var columns: Int {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
