// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The system's zone files, one for each name of the IANA database, from the package tzdata.
struct ZoneFolder {
    static let system = ZoneFolder(path: "/usr/share/zoneinfo")

    let path: String

    /// The largest zone file has 4 kB, and tzdata.zi 110 kB.
    private static let mostBytes = 256 << 10
    /// Entries that are not names of the database: the machine's own zone, the rules of old TZ settings, and copies, of
    /// which those in "right" count leap seconds.
    private static let others: Set<Substring> = ["localtime", "posixrules", "posix", "right"]
    /// Names that are known even on a machine without zone files; Foundation uses them there.
    private static let universal: Set<String> = ["UTC", "Etc/UTC", "GMT"]

    enum Finding: Equatable {
        case table(ZoneTable)
        case absent
        /// The file begins as a zone file but breaks the format.
        case broken
        /// There may be a file, and the machine does not let it be read now: the error number.
        case unreadable(Int32)
    }

    func find(_ name: String) -> Finding {
        if Self.universal.contains(name) { return .table(.utc) }
        guard Self.isName(name) else { return .absent }
        if let error = obstacle(to: name) { return .unreadable(error) }
        // Files of old names are in a package of their own (tzdata-legacy), but tzdata's list has these names.
        guard let file = bytes(of: name) ?? linked(name).flatMap(bytes), file.starts(with: "TZif".utf8) else {
            return .absent
        }
        return ZoneTable(file).map(Finding.table) ?? .broken
    }

    /// Whether the name consists of letters, digits, `-`, `_`, `+` and `.` between slashes, so that it cannot lead out
    /// of the folder.
    private static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        func fits(_ character: Character) -> Bool {
            character.isASCII && (character.isLetter || character.isNumber || "-_+.".contains(character))
        }
        return !others.contains(parts[0])
            && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && $0.allSatisfy(fits) }
    }

    /// The error number that keeps a file that may be there from being opened: too many open files, a right, a disk.
    private func obstacle(to name: String) -> Int32? {
        let descriptor = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor < 0 else {
            close(descriptor)
            return nil
        }
        return [ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, ENXIO].contains(errno) ? nil : errno
    }

    /// The contents of a file.
    ///
    /// - Returns: nil if it is no regular file, too large, or cannot be read.
    func bytes(of name: String) -> [UInt8]? {
        // O_NONBLOCK, because opening a pipe in the file's place would block.
        let descriptor = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            (0...Self.mostBytes).contains(Int(status.st_size))
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        // One call reads a regular file whole, and tzdata is updated by renaming.
        return read(descriptor, &bytes, bytes.count) == bytes.count ? bytes : nil
    }
}

extension ZoneFolder {
    /// The names of zones and their aliases, from tzdata's list: `Z name …`, `L zone name`.
    var names: [String] { lines.compactMap { $0[0] == "Z" ? $0[1] : $0[0] == "L" ? $0[2] : nil }.map(String.init) }

    private func linked(_ name: String) -> String? {
        lines.first { $0[0] == "L" && $0[2] == name }.map { String($0[1]) }.flatMap { Self.isName($0) ? $0 : nil }
    }

    /// The lines that name a zone, split into words; all of them have three or more.
    private var lines: [[Substring]] {
        String(decoding: bytes(of: "tzdata.zi") ?? [], as: UTF8.self).split(separator: "\n")
            .filter { $0.hasPrefix("Z ") || $0.hasPrefix("L ") }
            .map { $0.split(separator: " ") }.filter { $0.count > 2 }
    }
}
