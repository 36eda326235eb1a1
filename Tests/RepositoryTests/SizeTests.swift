// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A type that knows too much is found by its size.
@Suite struct SizeTests {
    static let mostProperties = 15
    static let mostLines = 400
    /// Values that only carry settings, a record's columns, or a report's figures.
    static let values: Set<String> = [
        "Pipeline.Statistics", "Pipeline.SampleDetails", "Pipeline.JobPlan", "Attacks.ParameterOverrides",
        "Attacks.Parameters", "Attacks.Outcome", "Ledger.LedgerTotals", "ControlAPI.JobReport",
        "ControlAPI.StatusReport", "JobRecords.Inspection", "JobRecords.JobRecord", "DaemonCore.Configuration",
    ]
    /// Types that are still too large, as they are: they may shrink, not grow.
    static let open: [String: (properties: Int, lines: Int)] = [
        "DaemonCore.Daemon": (64, 1730), "DaemonCore.Watching": (17, 400), "DaemonCore.RunningJob": (16, 400),
        "Attacks.SampleState": (26, 400), "Ledger.Ledger": (15, 597), "Jobs.JobLife": (15, 561),
        "Tensors.Tensor": (15, 429), "Checkpoints.OperatorRule": (15, 422),
    ]

    /// A type with its extensions, all over its module.
    private struct TypeSize {
        var properties = 0
        var lines = 0
    }

    @Test func noTypeIsTooLarge() throws {
        var sizes: [String: TypeSize] = [:]
        for file in try SourceFile.all() { Self.add(file, to: &sizes) }
        for (name, size) in sizes where !Self.values.contains(name) {
            let most = Self.open[name] ?? (Self.mostProperties, Self.mostLines)
            #expect(size.properties <= most.properties, "\(name) stores \(size.properties) properties")
            #expect(size.lines <= most.lines, "\(name) has \(size.lines) lines with its extensions")
        }
        print(
            "largest types by lines:",
            sizes.sorted { $0.value.lines > $1.value.lines }.prefix(5).map {
                "\($0.key) \($0.value.lines)"
            }.joined(separator: ", "))
    }

    private static func add(_ file: SourceFile, to sizes: inout [String: TypeSize]) {
        var current: String?
        for line in file.code.split(separator: "\n", omittingEmptySubsequences: false) {
            if let head = line.firstMatch(
                of:
                    /^(?:(?:public|package|final|indirect|private|fileprivate|@\w+) )*(?:struct|class|actor|enum|extension) (\w+)/
            ) {
                current = "\(file.module).\(head.1)"
            }
            guard let name = current else { continue }
            if !line.allSatisfy(\.isWhitespace) { sizes[name, default: TypeSize()].lines += 1 }
            let property =
                /^    (?:(?:public|package|private|fileprivate|nonisolated|weak|unowned|lazy|private\(set\)|public internal\(set\)|package private\(set\)|@\w+) )*(?:let|var) \w+.*$/
            if line.contains(property), !line.contains("{") || line.contains("didSet") || line.contains("= {") {
                sizes[name, default: TypeSize()].properties += 1
            }
            if line == "}" { current = nil }
        }
    }
}
