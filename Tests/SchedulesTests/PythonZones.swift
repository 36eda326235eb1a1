// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Python's zoneinfo asked about every zone file of the system: which offset holds at which instant.
enum PythonZones {
    struct Answer {
        let zone: String
        /// Seconds since 1970.
        let instants: [Int64]
        /// Seconds east of Greenwich.
        let offsets: [Int32]
    }

    static let folder = "/usr/share/zoneinfo"
    static let hasFiles = FileManager.default.fileExists(atPath: "\(folder)/Etc/UTC")
    static let isThere = hasFiles && run("import zoneinfo") != nil

    static func answers() -> [Answer] {
        guard let data = run(script) else { return [] }
        var (answers, at): ([Answer], Int) = ([], 0)
        data.withUnsafeBytes { bytes in
            func take<T: BitwiseCopyable>(_ count: Int, _ type: T.Type) -> [T] {
                defer { at += count * MemoryLayout<T>.stride }
                return (0..<count).map {
                    bytes.loadUnaligned(fromByteOffset: at + $0 * MemoryLayout<T>.stride, as: type)
                }
            }
            while at < bytes.count {
                let counts = take(2, Int64.self)
                let name = String(decoding: take(Int(counts[0]), UInt8.self), as: UTF8.self)
                let count = Int(counts[1])
                answers.append(
                    Answer(zone: name, instants: take(count, Int64.self), offsets: take(count, Int32.self)))
            }
        }
        return answers
    }

    /// - Returns: what it prints; nil where there is no Python, or it fails.
    private static func run(_ script: String) -> Data? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script, folder]
        let pipe = Pipe()
        process.standardOutput = pipe
        guard (try? process.run()) != nil else { return nil }
        let data = try? pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? data : nil
    }

    /// Each change of the file since 1970 and the seconds beside it; the middle of each month up to 2100; and where two of these
    /// differ after the file's last change, the second of the change, found by halving, and those beside it. For each
    /// zone it prints the lengths of name and list, the name, the instants, the offsets.
    private static let script = """
        import array, calendar, os, struct, sys, zoneinfo
        from datetime import datetime, timezone

        folder = sys.argv[1]
        zoneinfo.reset_tzpath([folder])
        months = [calendar.timegm((y, m, 15, 3, 0, 0)) for y in range(1970, 2101) for m in range(1, 13)]

        def changes(data):
            counts = lambda at: struct.unpack_from(">6l", data, at + 20)
            universal, standard, leaps, times, types, letters = counts(0)
            at = 44 + 5 * times + 6 * types + letters + 8 * leaps + standard + universal
            return struct.unpack_from(f">{counts(at)[3]}q", data, at + 44)

        def found(offset, low, high):
            old = offset(low)
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == old else (low, middle)
            return high

        for place, folders, files in os.walk(folder):
            if place == folder:
                folders[:] = [name for name in folders if name not in ("posix", "right")]
            for file in files:
                with open(os.path.join(place, file), "rb") as stream:
                    data = stream.read()
                name = os.path.relpath(os.path.join(place, file), folder)
                if data[:4] != b"TZif" or name in ("localtime", "posixrules"):
                    continue
                zone = zoneinfo.ZoneInfo(name)
                at = datetime.fromtimestamp
                offset = lambda second: at(second, zone).utcoffset()
                listed = [second for second in changes(data) if second >= 0]
                last = max(listed, default=0)
                seen = {second: offset(second) for second in months}
                later = [found(offset, a, b) for a, b in zip(months, months[1:]) if b > last and seen[a] != seen[b]]
                instants = sorted({s + d for s in listed + later for d in (-1, 0, 1) if s + d >= 0} | {*months})
                offsets = [round(offset(second).total_seconds()) for second in instants]
                sys.stdout.buffer.write(struct.pack("=2q", len(name.encode()), len(instants)) + name.encode())
                sys.stdout.buffer.write(array.array("q", instants).tobytes() + array.array("i", offsets).tobytes())
        """
}
