// SPDX-License-Identifier: Apache-2.0
import Bundles
import Durability
import JobRecords

/// A file of a bundle whose bytes were hashed, and its stamp then: as long as the stamp is the same, so is the digest.
public struct StampedInput: Sendable, Equatable {
    /// As the plan names the file.
    public var path: String
    public var sha256: String
    public var stamp: FileStamp

    /// Memberwise initialiser.
    public init(path: String, sha256: String, stamp: FileStamp) {
        self.path = path
        self.sha256 = sha256
        self.stamp = stamp
    }
}

/// `inputs` in a job folder: a line for each input of the plan. Whoever finds it missing or damaged hashes the inputs again.
enum StampList {
    private static let title = "uaed-inputs 1"
    /// Bytes; up to a million inputs have a line of some hundred bytes each.
    private static let largest = 1 << 30

    /// Writes `SHA256 DEVICE INODE BYTES CHANGED PATH` for each input; the path comes last because it may hold spaces.
    static func write(_ inputs: [StampedInput], to path: String, disk: any Disk) throws {
        var text = title + "\n"
        for input in inputs {
            let stamp = input.stamp
            text += "\(input.sha256) \(stamp.device) \(stamp.inode) \(stamp.bytes) \(stamp.changed) \(input.path)\n"
        }
        try disk.writeWhole(text.utf8, to: path)
    }

    static func read(_ path: String, disk: any Disk) throws -> [StampedInput] {
        guard let bytes = try disk.contents(of: path, limit: largest) else { return [] }
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // The last line is written whole with its end.
        guard lines.count > 1, lines.removeLast().isEmpty, lines.removeFirst().elementsEqual(title.utf8) else {
            return []
        }
        let inputs = lines.compactMap(input)
        return inputs.count == lines.count ? inputs : []
    }

    private static func input(_ line: ArraySlice<UInt8>) -> StampedInput? {
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 5, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 6, let device = UInt64(words[1]), let inode = UInt64(words[2]), let bytes = Int(words[3]),
            let changed = Int64(words[4])
        else { return nil }
        return StampedInput(
            path: words[5], sha256: words[0],
            stamp: FileStamp(device: device, inode: inode, bytes: bytes, changed: changed))
    }
}
