// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Checkpoints

/// Random models of every operator compute what onnxruntime computes, and PyTorch's exports what PyTorch computes, forward and
/// backward. `Tests/OperatorFuzz/fetch` makes the cases.
@Suite(.serialized, .timeLimit(.minutes(240))) struct OperatorFuzzTests {
    @Test(.enabled(if: FuzzShards.areThere, FuzzShards.skipped), arguments: FuzzShards.paths)
    func agree(_ shard: String) throws {
        var figures = FuzzFigures()
        for one in try FuzzCase.read(shard) {
            FuzzShards.trace(one)
            let verdict = FuzzVerdict(one)
            figures.add(verdict)
            if !verdict.complaints.isEmpty {
                Issue.record("\(one.name): \(verdict.complaints.joined(separator: "; "))")
            }
        }
        print("operators: \((shard as NSString).lastPathComponent): \(figures)")
        #expect(figures.compared * 2 > figures.cases, "too few gradients are compared")
        #expect(figures.unsettled * 50 <= figures.cases, "too many gradients lie at kinks")
    }

    /// An operator that the importer reads and nothing draws would never be compared.
    @Test(.enabled(if: FuzzShards.areThere, FuzzShards.skipped)) func everyOperatorIsDrawn() throws {
        let drawn = try FuzzShards.paths.reduce(into: Set<String>()) { names, shard in
            names.formUnion(try FuzzCase.read(shard).map(\.operator))
        }
        let missing = Set(OperatorTable.standard.names).subtracting(drawn)
        #expect(missing.isEmpty, "Tests/OperatorFuzz draws no model of \(missing.sorted())")
    }
}

/// The cases on this machine.
enum FuzzShards {
    static let folder: String =
        ProcessInfo.processInfo.environment["UAED_OPERATOR_CASES"]
        ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: ".build/operator-fuzz/cases").path

    static let paths: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".jsonl") }
        .sorted().map { folder + "/" + $0 }

    /// Whether there are any; says so once where there are none.
    static let areThere: Bool = {
        if paths.isEmpty {
            print("operators: skipped, \(folder) holds no cases; Tests/OperatorFuzz/fetch makes them")
        }
        return !paths.isEmpty
    }()

    /// With `UAED_OPERATOR_TRACE` set, says which case is next: where one ends the process, it is the last.
    static func trace(_ one: FuzzCase) {
        guard ProcessInfo.processInfo.environment["UAED_OPERATOR_TRACE"] != nil else { return }
        FileHandle.standardError.write(Data("operators: \(one.name)\n".utf8))
    }

    static let skipped: Comment = "the cases are not there: run Tests/OperatorFuzz/fetch"
}
