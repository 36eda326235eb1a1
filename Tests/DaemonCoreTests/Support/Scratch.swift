// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A folder that lasts as long as its test.
final class Scratch: Sendable {
    let path: String

    init() throws {
        // Short: a socket's path has 107 bytes.
        path = "/tmp/uaed-\(UUID().uuidString.prefix(8).lowercased())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult func folder(_ name: String) throws -> String {
        let folder = "\(path)/\(name)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    @discardableResult func file(_ name: String, _ text: String = "", mode: Int = 0o644) throws -> String {
        let file = "\(path)/\(name)"
        try folder((name as NSString).deletingLastPathComponent)
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }
}

/// Something that did not happen in time.
struct TimedOut: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

/// Runs `body`, failing the test instead of hanging where it does not end in time.
func within<T: Sendable>(
    _ seconds: Double, _ what: String, _ body: @escaping @Sendable () async throws -> T
) async throws -> T {
    try await withThrowingTaskGroup(of: T.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: .seconds(seconds))
            throw TimedOut("\(what): not within \(seconds) s")
        }
        defer { group.cancelAll() }
        return try await group.next()!
    }
}
