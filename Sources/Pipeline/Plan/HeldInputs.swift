// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import JobRecords
import Jobs
import Synchronization

/// A job's inputs between the two times that their bytes are hashed, at inspection and before publishing: meanwhile their
/// stamps must not change.
final class HeldInputs: Sendable {
    /// The files of the dataset in byte-wise order of their paths, then the others.
    private let inputs: [JobInput]
    /// The number of files of the dataset.
    private let samples: Int
    /// As many as ``inputs``.
    private let stamps: Mutex<[FileStamp]>

    private init(_ inputs: [JobInput], _ stamps: [FileStamp]) {
        self.inputs = inputs
        samples = inputs.count { $0.role == .dataset }
        self.stamps = Mutex(stamps)
    }

    /// Takes the digests of the inputs. An input whose stamp is among `known` is not read: its digest is the one of that
    /// time.
    ///
    /// - Parameter known: in the order of ``stamped(_:)``; an input at another place is hashed.
    /// - Throws: `Failure`: incomplete if a file is missing or changes just now.
    static func take(
        _ inputs: [JobInput], known: [StampedInput] = []
    ) throws -> (held: HeldInputs, digests: [InputDigest]) {
        let dataset = inputs.filter { $0.role == .dataset }
            .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        let inputs = dataset + inputs.filter { $0.role != .dataset }
        var (stamps, digests): ([FileStamp], [InputDigest]) = ([], [])
        try inputs.eachOpened { place, file in
            stamps.append(file.stamp)
            if place < known.count, known[place].path == file.path, known[place].stamp == file.stamp {
                digests.append(InputDigest(path: file.path, bytes: file.size, sha256: known[place].sha256))
            } else {
                digests.append(try Digests.input(file))
            }
        }
        return (HeldInputs(inputs, stamps), digests)
    }

    /// Those of `digests`, as ``take(_:known:)`` gave them, that are of inputs with this role.
    func digests(_ role: JobInput.Role, of digests: [InputDigest]) -> [InputDigest] {
        zip(inputs, digests).filter { $0.0.role == role }.map(\.1)
    }

    /// The inputs with their digests and stamps, for a later run.
    ///
    /// - Parameter digests: as ``take(_:known:)`` gave them.
    func stamped(_ digests: [InputDigest]) -> [StampedInput] {
        let stamps = stamps.withLock { $0 }
        return zip(digests, stamps).map { StampedInput(path: $0.path, sha256: $0.sha256, stamp: $1) }
    }

    /// Checks the files of the dataset that were read, and all inputs that are none.
    ///
    /// - Parameter paths: files of the dataset.
    /// - Throws: `Failure`, incomplete `changed`, with a file that has another stamp; as ``JobInput/open()``.
    func check(_ paths: [String]) throws {
        let stamps = stamps.withLock { $0 }
        let others = Array(samples..<inputs.count)
        for index in try paths.map(place(of:)) + others { try check(index, stamps[index]) }
    }

    /// Checks that the inputs were hashed as they were before they were opened: what was found in them belongs to their digests.
    func check(since before: BundleStamps) throws {
        for (input, stamp) in zip(inputs, stamps.withLock { $0 }) where input.folder == before.folder {
            if let earlier = before[input.path], earlier != stamp { throw JobInput.changed(input.path) }
        }
    }

    /// Checks every input.
    func checkAll() throws {
        let stamps = stamps.withLock { $0 }
        try inputs.eachOpened { index, file in
            guard file.stamp == stamps[index] else { throw JobInput.changed(file.path) }
        }
    }

    /// Hashes every input again, and holds it as it is now.
    func hashAgain() throws -> [InputDigest] {
        let (held, digests) = try Self.take(inputs)
        let now = held.stamps.withLock { $0 }
        stamps.withLock { $0 = now }
        return digests
    }

    private func check(_ index: Int, _ stamp: FileStamp) throws {
        guard try inputs[index].open().stamp == stamp else { throw JobInput.changed(inputs[index].path) }
    }

    private func place(of path: String) throws -> Int {
        if let place = inputs[..<samples].place(of: path, \.path) { return place }
        throw Failure(.fault, code: "unknown-input", "is read and not among the plan's inputs", file: path)
    }
}
