// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A type that knows too much is found by its size.
@Suite(.timeLimit(.minutes(10))) struct SizeTests {
    static let mostProperties = 15
    static let mostLines = 400
    /// Values that only carry settings, a record's columns, or a report's figures: their properties are not counted.
    static let values: Set<String> = [
        "Pipeline.Statistics", "Pipeline.SampleDetails", "Pipeline.JobPlan", "Attacks.ParameterOverrides",
        "Attacks.Parameters", "Attacks.Outcome", "Ledger.LedgerTotals", "ControlAPI.JobReport",
        "Datasets.DatasetOptions", "ControlAPI.StatusReport", "ControlAPI.InspectionReport", "JobRecords.Inspection",
        "JobRecords.JobRecord", "DaemonCore.Configuration",
    ]
    /// Types that are still too large, with what they have: an entry that says more than there is must follow.
    static let open: [String: TypeSize] = [
        "Attacks.SampleState": TypeSize(properties: 26, lines: 92),
        "Checkpoints.OperatorRule": TypeSize(properties: 5, lines: 422),
        "Jobs.JobLife": TypeSize(properties: 2, lines: 561),
        "Ledger.Ledger": TypeSize(properties: 1, lines: 576),
        "Tensors.Tensor": TypeSize(properties: 2, lines: 403),
    ]

    /// A type with its extensions, all over its module.
    struct TypeSize: Equatable {
        var properties = 0
        var lines = 0
    }

    @Test func noTypeIsTooLarge() throws {
        let sizes = Self.sizes(of: try SourceFile.all())
        #expect(sizes.count > 600)
        for (name, size) in sizes where Self.open[name] == nil {
            let properties = Self.values.contains(name) ? 0 : size.properties
            #expect(properties <= Self.mostProperties, "\(name) stores \(size.properties) properties")
            #expect(size.lines <= Self.mostLines, "\(name) has \(size.lines) lines with its extensions")
        }
        for (name, most) in Self.open {
            let size = try #require(sizes[name], "\(name)")
            #expect(size.properties <= most.properties && size.lines <= most.lines, "\(name) has grown: \(size)")
            #expect(
                size.properties == most.properties && Double(size.lines) > 0.95 * Double(most.lines),
                "\(name) has shrunk: its entry must say \(size)")
        }
        for name in Self.values {
            #expect((sizes[name]?.properties ?? 0) > Self.mostProperties, "\(name) needs no exception any more")
        }
    }

    @Test func propertiesAreFound() {
        let source = SourceFile(
            path: "M/A.swift",
            text: """
                nonisolated struct A {
                    @Option(help: "x") var a = 1
                    fileprivate(set) var b: Int
                    var c = false {
                        didSet { print(c) }
                    }
                    var computed: Int { 1 }
                    static let constant = 1
                    func f() {
                        let local = 1
                    }
                }
                extension A: Sendable {}
                protocol P {
                    var d: Int { get }
                }
                """)
        #expect(Self.sizes(of: [source]) == ["M.A": TypeSize(properties: 3, lines: 13), "M.P": TypeSize(lines: 3)])
    }

    private static func sizes(of files: [SourceFile]) -> [String: TypeSize] {
        let head =
            /^(?:(?:public|package|final|indirect|private|fileprivate|nonisolated|@\w+) )*(?:struct|class|actor|enum|extension|protocol) (\w+)/
        let property =
            /^    (?:(?:public|package|private|fileprivate|internal|nonisolated|weak|unowned|lazy|\w+\(set\)|@\w+(?:\([^)]*\))?) )*(?:let|var) \w+/
        var sizes: [String: TypeSize] = [:]
        for file in files {
            let lines = file.code.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
            var current: String?
            for (index, line) in lines.enumerated() {
                if let name = line.firstMatch(of: head)?.1 { current = "\(file.module).\(name)" }
                guard let name = current else { continue }
                sizes[name, default: TypeSize()].lines += 1
                let observes = index + 1 < lines.count && lines[index + 1].contains(#/^ +(?:didSet|willSet) /#)
                if line.contains(property), !line.contains("{") || line.contains("= {") || observes {
                    sizes[name, default: TypeSize()].properties += 1
                }
                if line == "}" || line.hasSuffix("}") && !line.hasPrefix(" ") { current = nil }
            }
        }
        return sizes
    }
}
