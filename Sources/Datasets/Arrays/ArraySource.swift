// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// The arrays that one dataset is made of: the samples, their labels, and what has an element for each sample.
struct ArraySource: Sendable {
    /// The file that holds the samples.
    let path: String
    let data: ArrayBytes
    let labels: ArrayBytes?
    /// The members of the archive that the result has, the samples and labels among them; the files, if it is none.
    let carried: [Carried]
    let notes: [String]

    /// An array that the result has as well.
    struct Carried: Sendable {
        /// The file that holds it.
        let path: String
        let member: ArrayFile.Member
        let array: ArrayBytes
    }

    var isArchive: Bool { ArrayFile.isArchive(path) }
    var files: [String] { Set(carried.map(\.path)).sorted(by: precedes) }

    /// The samples of a file, with the labels that lie in it or beside it.
    init(_ path: String, in bundle: SourceBundle) throws {
        try bundle.checkFirstBytes(of: path)
        self.path = path
        let file = try ArrayFile(path, in: bundle.folder, limits: bundle.limits)
        guard file.isArchive else {
            let own = try Self.opened(file.members[0], path)
            data = try Self.checked(own.array)
            let beside = try Self.besides(path, bundle)
            labels = beside.flatMap { Self.isLabels($0.array, of: own.array) ? $0.array : nil }
            carried = [own] + (labels == nil ? [] : [beside].compactMap(\.self))
            notes = beside != nil && labels == nil ? [Self.noLabels(beside!.path, data)] : []
            return
        }
        let chosen = try Self.chosen(file, bundle)
        let all = try file.members.compactMap { member -> Carried? in
            guard let array = try? ArrayBytes("\(path)/\(member.name)", in: member.file) else {
                // What cannot be read matters only if it is the samples.
                if member.name == chosen { _ = try ArrayBytes("\(path)/\(member.name)", in: member.file) }
                return nil
            }
            return Carried(path: path, member: member, array: array)
        }
        guard let own = all.first(where: { $0.member.name == chosen }) else {
            throw Failure.refused("no-samples", "holds no array \(chosen)", file: path)
        }
        try Self.checkSums(all)
        data = try Self.checked(own.array)
        let name = ArrayName.labels(of: chosen, among: all.map(\.member.name).filter { $0 != chosen })
        let named = all.first { $0.member.name == name }
        labels = named.flatMap { Self.isLabels($0.array, of: own.array) ? $0.array : nil }
        let mates = all.filter { $0.array.count == own.array.count }
        let left = file.members.map(\.name).filter { name in !mates.contains { $0.member.name == name } }
        carried = mates
        notes =
            (named != nil && labels == nil ? [Self.noLabels(named!.array.name, data)] : [])
            + (left.isEmpty ? [] : ["not in the result: \(left.prefix(8).joined(separator: ", ")) of \(path)"])
    }
}

extension ArraySource {
    private static func opened(_ member: ArrayFile.Member, _ path: String) throws -> Carried {
        Carried(path: path, member: member, array: try ArrayBytes(path, in: member.file))
    }

    /// The array of labels in a file of its own, in the same folder.
    private static func besides(_ path: String, _ bundle: SourceBundle) throws -> Carried? {
        let mates = bundle.files.filter {
            $0 != path && $0.folderName == path.folderName && $0.lowercased().hasSuffix(".npy")
        }
        let name = ArrayName.labels(
            of: ArrayName.withoutEnding(path.lastName), among: mates.map { ArrayName.withoutEnding($0.lastName) })
        guard let mate = mates.first(where: { ArrayName.withoutEnding($0.lastName) == name }) else { return nil }
        try bundle.checkFirstBytes(of: mate)
        return try opened(ArrayFile(mate, in: bundle.folder, limits: bundle.limits).members[0], mate)
    }

    private static func isLabels(_ labels: ArrayBytes, of data: ArrayBytes) -> Bool {
        labels.count == data.count && labels.elements == 1 && labels.type.isWhole
    }

    private static func noLabels(_ name: String, _ data: ArrayBytes) -> String {
        "\(name) is not used as labels: they are \(data.count) whole numbers, one a sample"
    }

    private static func checked(_ array: ArrayBytes) throws -> ArrayBytes {
        guard array.type.levels != nil || array.type.isReal else {
            throw Failure.refused(
                "array-type",
                "holds elements of the type \(array.type.words); read are uint8, uint16 and float16 to float64",
                hint: "numpy.save(\"data.npy\", array.astype(numpy.float32))", file: array.name)
        }
        return array
    }

    /// The name of the only array of an archive that may be samples, or the one that `[dataset] include` names.
    private static func chosen(_ file: ArrayFile, _ bundle: SourceBundle) throws -> String {
        let patterns = (bundle.options.include ?? []).filter { $0.hasPrefix(file.path + "/") }.map(PathPattern.init)
        let found = file.members.filter { member in
            guard patterns.isEmpty else { return patterns.contains { $0.matches("\(file.path)/\(member.name)") } }
            guard !ArrayName(member.name).isLabels,
                let header = try? member.file.read(at: 0, { try NPYHeader($0.next(NPYHeader.longest), file: "") })
            else { return false }
            return header.shape.count > 1 && (header.type.levels != nil || header.type.isReal)
        }.map(\.name)
        guard found.count == 1 else {
            let names = found.isEmpty ? file.members.map(\.name) : found
            throw Failure.refused(
                found.isEmpty ? "no-samples" : "several-arrays",
                "holds \(found.isEmpty ? "no array" : "\(found.count) arrays") of samples: "
                    + names.prefix(8).joined(separator: ", "),
                hint: found.isEmpty
                    ? "numpy.savez(\"data.npz\", x=x, y=y), where x has a sample a row"
                    : "choose one: \(JobLine("dataset", "include", texts: ["\(file.path)/\(found[0])"]))",
                file: file.path)
        }
        return found[0]
    }

    /// - Throws: `Failure` (refused) if a member's bytes are not those that the archive promises.
    private static func checkSums(_ members: [Carried]) throws {
        for one in members {
            guard let expected = one.member.checksum else { continue }
            let found = try one.member.file.read(at: 0) { try CRC32.all(of: $0) }
            guard found == expected else {
                throw Failure.refused(
                    "bad-archive", "is damaged in \(one.member.name)", hint: "copy the file again, or save it again",
                    file: one.path)
            }
        }
    }
}
