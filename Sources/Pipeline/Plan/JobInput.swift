// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import JobRecords

/// A file that a job reads, by its role.
struct JobInput: Sendable {
    enum Role: Sendable {
        case dataset, checkpoint, jobFile
        /// An earlier result's list of digests, which represents the whole result.
        case earlier
    }

    let role: Role
    /// The bundle, or the folder of a checkpoint or a result outside of it.
    let folder: String
    /// Relative to the folder; the plan names the file by it.
    let path: String

    /// Opens the file; a link in any component of its path is refused.
    ///
    /// - Parameter known: the open folder; nil opens it.
    /// - Throws: `Failure`: incomplete if the file is missing, refused for a link or a file of another kind.
    func open(in known: InputFolder? = nil) throws -> InputFile {
        do {
            return try (known ?? InputFolder(folder)).file(path)
        } catch let failure as Failure where failure.kind == .incomplete && role == .earlier {
            throw Failure(
                .incomplete, code: "earlier-damaged", "is part of the result and not there any more", file: path,
                cause: failure.cause)
        }
    }

    /// Why a job does not go on with a file that was changed.
    static func changed(_ path: String) -> Failure {
        Failure(
            .incomplete, code: "changed", "is not what it was when the job started",
            hint: "put it back, or drop the bundle again under another name", file: path)
    }
}

extension [JobInput] {
    /// Opens each file, one after the other; a folder is opened once for the files in it that follow one another.
    func eachOpened(_ body: (Int, InputFile) throws -> Void) throws {
        var last: (path: String, open: InputFolder)?
        for (index, input) in enumerated() {
            if last?.path != input.folder { last = (input.folder, try InputFolder(input.folder)) }
            try body(index, input.open(in: last?.open))
        }
    }
}

extension RandomAccessCollection where Index == Int {
    /// The place of the element with this path; nil if there is none. The elements are in byte-wise order of their paths.
    func place(of path: String, _ pathOf: (Element) -> String) -> Int? {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if pathOf(self[middle]).utf8.lexicographicallyPrecedes(path.utf8) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < endIndex && pathOf(self[low]) == path ? low : nil
    }
}

extension [InputDigest] {
    /// In the plan's order.
    var sortedByPath: [InputDigest] { sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) } }

    /// The first file that differs from another list's or is in only one of the two; nil if there is none.
    func firstDifference(from other: [InputDigest]) -> String? {
        guard self != other else { return nil }
        let (mine, others) = (Set(map(\.line)), Set(other.map(\.line)))
        let unequal = filter { !others.contains($0.line) } + other.filter { !mine.contains($0.line) }
        return unequal.map(\.path).min { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

extension InputDigest {
    fileprivate var line: [UInt8] { Array("\(sha256) \(bytes) \(path)".utf8) }
}
