// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Datasets

extension OpenedBundle {
    /// The class that a targeted attack wants; nil for any other objective.
    ///
    /// - Parameter classes: number of the model's classes.
    /// - Throws: `Failure` (refused) if the target is no class, if a label exceeds the model's classes, or if `label =
    ///   "given"` is set for data without labels.
    func target(_ settings: JobSettings, classes: Int) throws -> Target? {
        guard settings.objective.isSupervised else { return nil }
        if settings.options?.label == .given { try checkLabels(classes: classes) }
        guard let text = settings.options?.target else { return nil }
        switch text {
        case "next": return .next
        case "least-likely": return .leastLikely
        case "random": return .random
        default: return .index(try index(of: text, settings, classes: classes))
        }
    }

    private func checkLabels(classes: Int) throws {
        let maps = data.parts.compactMap(\.labels)
        guard !maps.isEmpty else {
            throw Failure.refused(
                "no-labels", "[attack] label = \"given\", but the samples carry no label",
                hint: "name the column ([dataset] label), sort the images into class folders, or leave label out",
                file: contents.jobFile)
        }
        for map in maps {
            guard let place = map.indices.firstIndex(where: { $0 >= classes }) else { continue }
            throw Failure.refused(
                "unknown-class",
                "class \"\(map.names[place])\" has the index \(map.indices[place]), the model \(classes) classes",
                hint: "list the classes in the order of the model's outputs with [labels] names in job.toml",
                file: contents.jobFile)
        }
    }

    private func index(of text: String, _ settings: JobSettings, classes: Int) throws -> Int {
        let named = data.parts.compactMap { $0.labels?.index(of: text) }.first
        let index = named ?? settings.labels.names?.firstIndex(of: text) ?? Int(text)
        guard let index, (0..<classes).contains(index) else {
            let known = ["next", "least-likely", "random"] + data.parts.flatMap { $0.labels?.names ?? [] }
            throw Failure.refused(
                "unknown-class", "[attack] target = \"\(text)\" is none of the model's \(classes) classes",
                hint: NearestWord.to(text, among: known).map { "did you mean \($0)?" }
                    ?? "give an index from 0 to \(classes - 1), or a class's name", file: contents.jobFile)
        }
        return index
    }
}
