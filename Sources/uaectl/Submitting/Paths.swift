// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import FoundationEssentials
import Glibc

/// Paths in the daemon's form: absolute, with symbolic links unresolved.
enum Paths {
    /// The absolute path of an argument; nil if it looks like a job, with no '/' in it and no file here of that name.
    static func absolute(ifPath argument: String) -> String? {
        var status = stat()
        guard argument.isPath || lstat(argument, &status) == 0 else { return nil }
        return absolute(argument)
    }

    /// - Throws: `not-found` if there is nothing at `path`. Other obstacles are reported when the path is opened.
    static func checkThere(_ path: String) throws(ErrorReport) {
        var status = stat()
        guard stat(path, &status) != 0, errno == ENOENT || errno == ENOTDIR else { return }
        throw ErrorReport("not-found", "there is no such file or folder: '\(path)'")
    }

    /// The absolute form of `path`, without `.` and `..`. After a symbolic link, `..` leads to the folder that holds
    /// the link.
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
