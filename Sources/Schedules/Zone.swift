// SPDX-License-Identifier: Apache-2.0
import Base
import Glibc

/// A time zone by its IANA name: the offset of any minute, and when it changes. All times are minutes since 1970 in
/// UTC.
public struct Zone: Sendable, Equatable {
    /// The IANA name.
    public let name: String
    private let table: ZoneTable

    /// Finds a zone of the system by its IANA name.
    ///
    /// - Throws: `Failure`, refused `unknown-zone`, with similar names.
    public init(_ name: String) throws { try self.init(name, in: .system) }

    init(_ name: String, in folder: ZoneFolder) throws {
        switch folder.find(name) {
        case .table(let table): (self.name, self.table) = (name, table)
        case .broken:
            throw Failure.refused(
                "unknown-zone", "the zone file \(folder.path)/\(name) is broken", hint: "install tzdata once more")
        case .unreadable(let error):
            throw Failure(
                .environment, code: "system", "the zone file \(folder.path)/\(name) cannot be read",
                hint: "ls -l '\(folder.path)/\(name)'; ulimit -n", cause: String(cString: strerror(error)))
        case .absent: throw Self.unknown(name, in: folder)
        }
    }

    private static func unknown(_ name: String, in folder: ZoneFolder) -> Failure {
        let word = name.split(separator: "/").last.map { $0.replacing(" ", with: "_").lowercased() } ?? ""
        let known = folder.names
        let near = known.filter { !word.isEmpty && $0.lowercased().contains(word) }
        let advice =
            known.isEmpty
            ? "UTC is always known; for others install tzdata, whose list is \(folder.path)/tzdata.zi"
            : "write one such as Europe/Berlin or UTC; timedatectl list-timezones has them all"
        return .refused(
            "unknown-zone", "'\(name)' is no time zone of the IANA database",
            hint: near.isEmpty ? advice : "did you mean \(near.sorted().prefix(3).joined(separator: ", "))?")
    }

    /// The offset at a minute, in minutes east of Greenwich.
    func offset(at minute: Int) -> Int { floorDivide(table.offset(at: minute * 60), 60) }

    /// The first minute with another offset, in `(start, end]`; nil if there is none. A change within a minute counts
    /// from the next minute on.
    func firstChange(after start: Int, through end: Int) -> Int? {
        let old = offset(at: start)
        var second = start * 60
        while let change = table.change(after: second) {
            let minute = floorDivide(change - 1, 60) + 1
            guard minute <= end else { return nil }
            if offset(at: minute) != old { return minute }
            second = change
        }
        return nil
    }
}
