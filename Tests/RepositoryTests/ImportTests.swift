// SPDX-License-Identifier: Apache-2.0
import Testing

/// Imports go one way, between modules and between the folders of a module: whoever reads a folder need not know those
/// above it.
@Suite struct ImportTests {
    /// From the bottom to the top. A module imports only what stands before it.
    static let modules = [
        "Base", "Bundles", "Durability", "Schedules", "Tensors", "Models", "Checkpoints", "HDF5Reading", "Attacks",
        "Datasets", "JobRecords", "Jobs", "Pipeline", "Ledger", "ControlAPI", "DaemonCore", "ControlServer", "uaed",
        "uaectl", "uae-worker",
    ]

    /// The numerics know neither files' durability nor jobs; the daemon links no reader of foreign bytes.
    static let never: [String: Set<String>] = [
        "Attacks": ["Base", "Bundles", "Durability", "Datasets", "Checkpoints"],
        "Models": ["Bundles", "Durability"],
        "DaemonCore": ["Datasets", "Checkpoints", "Models", "Tensors", "Attacks", "Pipeline"],
        "ControlServer": ["Datasets", "Checkpoints", "Models", "Tensors", "Attacks", "Pipeline"],
        "uaectl": ["DaemonCore", "Jobs", "Ledger", "Pipeline"],
    ]

    @Test func modulesImportDownwards() throws {
        let files = try SourceFile.all()
        #expect(files.count > 600)
        for file in files {
            let place = try #require(
                Self.modules.firstIndex(of: file.module), "\(file.module) has no place in the order")
            for name in file.imports {
                guard let other = Self.modules.firstIndex(of: name) else { continue }
                #expect(other < place, "\(file.path) imports \(name), which stands above it")
                #expect(Self.never[file.module]?.contains(name) != true, "\(file.path) imports \(name)")
            }
        }
    }

    /// By the names of types and functions that a file uses and another folder of its module declares.
    @Test func foldersReferOneWay() throws {
        for (module, files) in Dictionary(grouping: try SourceFile.all(), by: \.module) {
            let references = Self.references(among: files)
            for (folder, others) in references {
                for other in others.keys where references[other]?[folder] != nil && folder < other {
                    let (there, back) = (others[other]!, references[other]![folder]!)
                    Issue.record("\(module): \(folder) and \(other) refer to each other: \(there); \(back)")
                }
            }
            #expect(Self.isOrdered(references), "the folders of \(module) refer to one another in a circle")
        }
    }

    /// For each folder the folders that it refers to, each with an example.
    private static func references(among files: [SourceFile]) -> [String: [String: String]] {
        var homes: [String: Set<String>] = [:]
        for file in files { for name in file.declared { homes[name, default: []].insert(file.folder) } }
        let unique = homes.compactMapValues { $0.count == 1 ? $0.first : nil }
        var nested: [String: Set<String>] = [:]
        for file in files { nested[file.folder, default: []].formUnion(file.nested) }
        var found: [String: [String: String]] = [:]
        for file in files {
            for word in file.words {
                guard let home = unique[word], home != file.folder, nested[file.folder]?.contains(word) != true else {
                    continue
                }
                found[file.folder, default: [:]][home] = "\(word) in \(file.path)"
            }
        }
        return found
    }

    /// Whether the folders can be put into a row such that each refers to earlier ones only.
    private static func isOrdered(_ references: [String: [String: String]]) -> Bool {
        var left = references.mapValues { Set($0.keys) }
        while let free = left.first(where: { entry in entry.value.allSatisfy { left[$0] == nil } })?.key {
            left[free] = nil
        }
        return left.isEmpty
    }
}
