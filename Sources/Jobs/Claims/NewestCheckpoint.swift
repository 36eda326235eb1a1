// SPDX-License-Identifier: Apache-2.0
import Bundles
import Durability

/// Selects the newest checkpoint in a folder that a training run writes its checkpoints into, and leaves out the
/// others.
public struct NewestCheckpoint: Sendable {
    /// Endings of checkpoint files, each with the endings of files that belong to the same checkpoint.
    private static let endings = [
        ".onnx": [".onnx.data"], ".safetensors": [".architecture.json"], ".keras": [], ".h5": [], ".pt2": [],
    ]

    private let passedOver: Set<String>

    /// Finds the checkpoints in a folder and below it.
    ///
    /// - Throws: the disk's `Failure`.
    public init(in folder: String, disk: any DiskReading = LocalDisk()) throws {
        var found: [(modified: Int64, path: String)] = []
        try Self.look(folder, "", disk, &found)
        let oldOnes = found.sorted { ($0.modified, $0.path) < ($1.modified, $1.path) }.dropLast().map(\.path)
        passedOver = Set(oldOnes.flatMap(Self.withCompanions))
    }

    /// Whether a file belongs to no older checkpoint.
    ///
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
