// SPDX-License-Identifier: Apache-2.0
import CLinux
import Foundation

/// The real folders in a folder, by readdir(3) alone: files cost no look.
enum SubFolders {
    /// Names, whatever their bytes, and inodes; nil where the folder cannot be read.
    ///
    /// - Parameter path: below the inbox, out of which no link leads.
    static func of(_ path: [UInt8], below inbox: String) -> [[UInt8]: UInt64]? {
        let root = open(inbox, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard root >= 0 else { return nil }
        defer { close(root) }
        let folder = uaed_open_beneath(root, path.map(CChar.init(bitPattern:)) + [0], O_RDONLY | O_DIRECTORY)
        guard folder >= 0 else { return nil }
        guard let stream = fdopendir(folder) else {
            close(folder)
            return nil
        }
        defer { closedir(stream) }
        var found: [[UInt8]: UInt64] = [:]
        while let entry = readdir(stream) {
            let type = Int(entry.pointee.d_type)
            guard type == Int(DT_DIR) || type == Int(DT_UNKNOWN) else { continue }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard name != [.dot], name != [.dot, .dot] else { continue }
            if type == Int(DT_DIR) || isFolder(name, in: folder) { found[name] = UInt64(entry.pointee.d_ino) }
        }
        return found
    }

    /// Some file systems do not tell with the name.
    private static func isFolder(_ name: [UInt8], in folder: Int32) -> Bool {
        var status = stat()
        var born = Int64.min
        let error = uaed_look_beneath(folder, name.map(CChar.init(bitPattern:)) + [0], &status, &born)
        return error == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

extension UInt8 {
    fileprivate static let dot = UInt8(ascii: ".")
}
