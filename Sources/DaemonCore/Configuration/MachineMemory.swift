// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Jobs

/// The memory that this machine has for the daemon and its workers: all of it, or what the control group may use.
struct MachineMemory {
    /// The minimum in bytes; with less, OpenBLAS waits for its buffers for ever.
    static let least = 1 << 30
    /// The share of the memory for workers; the rest is the system's.
    private static let part = 0.8

    /// The folder that /proc and /sys are in.
    var root = ""

    /// The bytes for each of `jobs` workers; the inspections have one more share.
    func share(of jobs: Int) -> Int {
        guard let bytes = ([total] + limits).compactMap(\.self).min() else { return Self.least }
        return max(Self.least, Int(saturating: Double(bytes) * Self.part / Double(jobs + 1)))
    }

    /// MemTotal of meminfo in proc(5).
    private var total: Int? {
        let line = text("/proc/meminfo")?.split(separator: "\n").first { $0.hasPrefix("MemTotal:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
    }

    /// The limits of this process's group and of all groups above it (cgroups(7), version 2 and 1).
    private var limits: [Int] {
        let lines = text("/proc/self/cgroup")?.split(separator: "\n") ?? []
        return lines.flatMap { line -> [Int] in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return [] }
            if parts[1].isEmpty { return limits("/sys/fs/cgroup", parts[2], "memory.max") }
            guard parts[1].split(separator: ",").contains("memory") else { return [] }
            return limits("/sys/fs/cgroup/memory", parts[2], "memory.limit_in_bytes")
        }
    }

    private func limits(_ mount: String, _ group: Substring, _ file: String) -> [Int] {
        var names = group.split(separator: "/")
        var found: [Int] = []
        while true {
            let folder = ([mount[...]] + names).joined(separator: "/")
            // "max" is not a number.
            let word = text("\(folder)/\(file)")?.prefix { !$0.isWhitespace }
            if let bytes = word.flatMap({ Int($0) }) { found.append(bytes) }
            guard names.popLast() != nil else { return found }
        }
    }

    private func text(_ path: String) -> String? { try? String(contentsOfFile: root + path, encoding: .utf8) }
}
