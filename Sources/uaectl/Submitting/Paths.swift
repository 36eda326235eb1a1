// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import Foundation

/// Paths as the daemon wants them: absolute, symbolic links as they are.
enum Paths {
    /// nil where the argument looks like a job: no '/' in it, and nothing here has that name.
    static func absolute(ifPath argument: String) -> String? {
        var status = stat()
        guard argument.isPath || lstat(argument, &status) == 0 else { return nil }
        return absolute(argument)
    }

    /// - Throws: `not-found`, where there is nothing at `path`. What else is in the way, whoever opens it says.
    static func checkThere(_ path: String) throws(ErrorReport) {
        var status = stat()
        guard stat(path, &status) != 0, errno == ENOENT || errno == ENOTDIR else { return }
        throw ErrorReport("not-found", "there is no such file or folder: '\(path)'")
    }

    static func absolute(_ path: String, from folder: String = FileManager.default.currentDirectoryPath) -> String {
        let slash = UInt8(ascii: "/")
        var parts: [String] = []
        for part in (path.utf8.first == slash ? path : folder + "/" + path).utf8.split(separator: slash) {
            switch String(decoding: part, as: UTF8.self) {
            case ".": break
            case "..": _ = parts.popLast()
            case let name: parts.append(name)
            }
        }
        return "/" + parts.joined(separator: "/")
    }
}
