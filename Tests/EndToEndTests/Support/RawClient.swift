// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// A connection to a Unix socket, byte by byte: for what no client library says.
final class RawClient {
    let descriptor: Int32

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8) + [0]) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard descriptor >= 0, status == 0 else { throw TestFailure("no connection to \(path): errno \(errno)") }
        // A daemon that never answers fails the test that asks.
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    /// - Returns: the bytes that were taken.
    @discardableResult func send(_ text: String) -> Int {
        Array(text.utf8).withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    /// Has nothing more to say.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// What comes next; nil where the other end has closed.
    func part() throws -> String? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count >= 0 else { throw TestFailure("nothing came: errno \(errno)") }
        return count == 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }

    /// Everything up to the end of the connection.
    func rest() throws -> String {
        var text = ""
        while let part = try part() { text += part }
        return text
    }

    /// What comes until `isEnough` says so.
    func text(until isEnough: (String) -> Bool) throws -> String {
        var text = ""
        while !isEnough(text) {
            guard let part = try part() else { throw TestFailure("the connection ended after: \(text)") }
            text += part
        }
        return text
    }

    /// The answer to a request on a connection of its own.
    static func answer(_ path: String, to line: String, headers: String = "") throws -> String {
        let client = try RawClient(path)
        client.send("\(line) HTTP/1.1\r\nhost: uaed\r\nconnection: close\r\n\(headers)\r\n")
        return try client.rest()
    }
}
