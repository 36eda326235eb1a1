// SPDX-License-Identifier: Apache-2.0
import Bundles
import Durability

/// A folder that a training run writes its checkpoints into: the newest serves, the others are left out.
public struct NewestCheckpoint: Sendable {
    /// Endings of a checkpoint, with what belongs to the same one.
    private static let endings = [
        ".onnx": [".onnx.data"], ".safetensors": [".architecture.json"], ".keras": [], ".h5": [], ".pt2": [],
    ]

    private let passedOver: Set<String>

    /// - Throws: the disk's `Failure`.
    public init(in folder: String, disk: any DiskReading = LocalDisk()) throws {
        var found: [(modified: Int64, path: String)] = []
        try Self.look(folder, "", disk, &found)
        let oldOnes = found.sorted { ($0.modified, $0.path) < ($1.modified, $1.path) }.dropLast().map(\.path)
        passedOver = Set(oldOnes.flatMap(Self.withCompanions))
    }

    /// - Parameter path: relative to the folder.
    public func isWanted(_ path: String) -> Bool { !passedOver.contains(path) }

    private static func look(
        _ folder: String, _ prefix: String, _ disk: any DiskReading, _ found: inout [(modified: Int64, path: String)]
    ) throws {
        for name in try disk.names(in: folder) where !IgnoredName.matches(name) {
            guard let status = try disk.status("\(folder)/\(name)") else { continue }
            if status.kind == .folder {
                try look("\(folder)/\(name)", "\(prefix)\(name)/", disk, &found)
            } else if endings.keys.contains(where: name.hasSuffix) {
                found.append((status.modified, prefix + name))
            }
        }
    }

    private static func withCompanions(_ path: String) -> [String] {
        guard let ending = endings.keys.first(where: path.hasSuffix) else { return [path] }
        return [path] + (endings[ending] ?? []).map { path.dropLast(ending.count) + $0 }
    }
}
