// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Glibc

/// Standard output, which holds only the result, and standard error.
enum Console {
    /// Prints a line of the result for people. Text from others must have gone through ``Escaping``.
    static func line(_ text: String) { write(text + "\n", to: 1) }

    /// Prints a remark on standard error.
    static func note(_ text: String) { write(text + "\n", to: 2) }

    /// Prints a result for programs.
    static func json(_ value: some Encodable, pretty: Bool = true) {
        guard let data = try? ControlProtocol.encoder(pretty: pretty).encode(value) else {
            return note("uaectl: the answer holds a number that JSON cannot")
        }
        line(String(decoding: data, as: UTF8.self))
    }

    /// Writes all of `text`. If nobody reads standard output any more, uaectl ends silently, with the status of
    /// SIGPIPE.
    static func write(_ text: String, to descriptor: Int32) {
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
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

    /// Ends uaectl with status 1, because the result is lost, for example on a full disk.
    private static func failed() {
        let reason = String(cString: strerror(errno))
        write("uaectl: standard output cannot be written: \(reason)\n", to: 2)
        _exit(1)
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// The terminal's width in columns; 80 if unknown.
    static var columns: Int {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
