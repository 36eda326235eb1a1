// SPDX-License-Identifier: Apache-2.0
import Testing

/// Imports go one way, between modules and between the folders of a module: whoever reads a folder need not know those
/// above it.
@Suite(.timeLimit(.minutes(10))) struct ImportTests {
    /// From the bottom to the top. A module imports only what stands before it.
    static let modules = [
        "Base", "Bundles", "Durability", "Schedules", "Tensors", "Models", "Training", "Checkpoints", "HDF5Reading",
        "Attacks", "Datasets", "JobRecords", "Jobs", "Pipeline", "Ledger", "ControlAPI", "DaemonCore", "ControlServer",
        "uaed", "uaectl", "uae-worker",
    ]

    /// The numerics know neither files nor jobs; daemon and client link no reader of foreign bytes.
    static let never: [String: Set<String>] = [
        "Attacks": ["Base", "Bundles", "Durability", "Datasets", "Checkpoints"],
        "Models": ["Bundles", "Durability"],
        "Training": ["Bundles", "Durability", "Datasets", "Checkpoints"],
        "DaemonCore": readers, "ControlServer": readers, "uaed": readers,
        "uaectl": readers.union(["DaemonCore", "ControlServer", "Jobs", "JobRecords", "Ledger", "Durability"]),
    ]
    private static let readers: Set<String> = [
        "Datasets", "Checkpoints", "HDF5Reading", "Models", "Tensors", "Attacks", "Pipeline",
    ]

    @Test func modulesImportDownwards() throws {
        let files = try SourceFile.all()
        #expect(files.count > 600 && Set(files.map(\.module)) == Set(Self.modules))
        #expect(files.flatMap(\.imports).count > 1200)
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

    /// Foundation brings ICU with the names and rules of every language, 40 MB in memory and on disk, of which uaed asks
    /// nothing: FoundationEssentials has what it needs of Foundation, and Glibc the rest.
    @Test func nothingImportsAllOfFoundation() throws {
        for file in try SourceFile.all() where !Self.withFoundation.contains(file.module) {
            #expect(!file.imports.contains("Foundation"), "\(file.path) imports Foundation")
        }
    }

    private static let withFoundation: Set<String> = ["DaemonCore"]

    /// By the names of types and functions that a file uses and another folder of its module declares.
    @Test func foldersReferOneWay() throws {
        var found = 0
        for (module, files) in Dictionary(grouping: try SourceFile.all(), by: \.module) {
            let references = Self.references(among: files)
            found += references.values.map(\.count).reduce(0, +)
            for (folder, others) in references {
                for other in others.keys where references[other]?[folder] != nil && folder < other {
                    let (there, back) = (others[other]!, references[other]![folder]!)
                    Issue.record("\(module): \(folder) and \(other) refer to each other: \(there); \(back)")
                }
            }
            #expect(Self.isOrdered(references), "the folders of \(module) refer to one another in a circle")
        }
        #expect(found > 80, "\(found) references between folders")
    }

    /// What the two tests above look for is found in sources that have it.
    @Test func breachesAreFound() {
        let sources = [
            ("M/A/One.swift", "public import Tensors\npackage nonisolated struct One { func g() -> Int { two } }"),
            ("M/B/Two.swift", "@testable import Base\npackage let two = 2\nlet three = Three()"),
            (
                "M/C/Three.swift",
                "// One\nfinal class Three { let text = \"One\"\n    actor Two {} }\nfunc f(two: Int) {}"
            ),
        ].map { SourceFile(path: $0.0, text: $0.1) }
        #expect(sources.map(\.imports) == [["Tensors"], ["Base"], []])
        #expect(sources.map(\.declared) == [["One"], ["two", "three"], ["Three", "f"]])
        let references = Self.references(among: sources)
        #expect(references.mapValues { Set($0.keys) } == ["M/A": ["M/B"], "M/B": ["M/C"]])
        #expect(Self.isOrdered(references))
        let circle = sources + [SourceFile(path: "M/C/Four.swift", text: "struct Four { var one: One }")]
        #expect(!Self.isOrdered(Self.references(among: circle)))
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
                guard let home = unique[word], home != file.folder, nested[file.folder]?.contains(word) != true,
                    !file.hasLocal(word)
                else { continue }
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
