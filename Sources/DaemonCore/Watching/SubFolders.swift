// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// Lists the folders in a folder by readdir(3), so that files cost no system call. Links do not count.
enum SubFolders {
    /// Returns names, whatever their bytes, and inodes; nil if the folder cannot be read.
    ///
    /// - Parameter path: relative to the inbox; no link may lead out of it.
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

    /// Asks for the type of an entry, which some file systems do not return with its name.
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
