// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// A `.npy` or `.npz` file: its arrays by name.
struct ArrayFile: Sendable {
    /// One array of the file.
    struct Member: Sendable {
        /// `x_train`: the array's name in an archive, or the file's without its ending.
        let name: String
        /// What holds its header and elements.
        let file: PooledFile
        /// Whether the archive has it compressed.
        let isDeflated: Bool
        /// CRC-32 of its bytes; nil outside of an archive.
        let checksum: UInt32?
    }

    let path: String
    let members: [Member]
    var isArchive: Bool { Self.isArchive(path) }

    static func isArchive(_ path: String) -> Bool { path.lowercased().hasSuffix(".npz") }

    /// - Throws: `Failure` (refused) if an archive is damaged or holds other files than arrays.
    init(_ path: String, in folder: BundleFolder, limits: DatasetLimits) throws {
        self.path = path
        guard Self.isArchive(path) else {
            let name = ArrayName.withoutEnding(path.lastName)
            members = [
                Member(
                    name: name, file: PooledFile(folder, path, limits: limits), isDeflated: false, checksum: nil)
            ]
            return
        }
        let file = try folder.open(file: path)
        let directory = try Self.directory(of: file, limits)
        members = try directory.entries.sorted { precedes($0.key, $1.key) }.map { name, entry in
            guard name.hasSuffix(".npy") else {
                throw Failure.refused(
                    "bad-archive", "holds \(name.prefix(100)), which is no NumPy array",
                    hint: "numpy.savez(\"data.npz\", x=x, y=y)", file: path)
            }
            return Member(
                name: String(name.dropLast(4)),
                file: PooledFile(folder, path, limits: limits, part: try Self.part(entry, of: file, name)),
                isDeflated: entry.method == 8, checksum: entry.checksum)
        }
    }

    private static func directory(of file: InputFile, _ limits: DatasetLimits) throws -> ZipDirectory {
        do {
            return try ZipDirectory(
                size: file.size, mostEntries: limits.arrays, mostBytes: limits.memberBytes, content: "arrays"
            ) { try file.bytes($0) }
        } catch var failure as Failure {
            failure.file = failure.file ?? file.path
            throw failure
        }
    }

    /// Where a member's bytes lie. Its local header may be longer than the directory's entry.
    private static func part(_ entry: ZipDirectory.Entry, of file: InputFile, _ name: String) throws -> FilePart {
        func malformed(_ what: String) -> Failure {
            var failure = ZipDirectory.malformed(what, "arrays")
            failure.file = file.path
            return failure
        }
        guard entry.start <= file.size - 30,
            let start = try entry.dataStart(localHeader: file.bytes(entry.start..<entry.start + 30))
        else { throw malformed("no header before \(name)") }
        guard entry.method == 8 || entry.method == 0 && entry.size == entry.packedSize else {
            throw malformed("\(name) in an unknown compression (\(entry.method))")
        }
        guard start <= file.size, entry.packedSize <= file.size - start else {
            throw malformed("\(name) reaching beyond its end")
        }
        return FilePart(range: start..<start + entry.packedSize, isDeflated: entry.method == 8)
    }
}
