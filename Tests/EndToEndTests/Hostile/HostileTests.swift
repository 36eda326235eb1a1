// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// Whatever the bytes are, the real worker says what is wrong with which file and what to do, or reads them right: it never
/// crashes, hangs, or takes more memory than it may.
@Suite(.serialized, .withoutSanitizer("the worker has too few addresses for one"), .timeLimit(.minutes(30)))
struct HostileTests {
    private static let seed: UInt64 = 2026
    /// Address space of the worker: OpenBLAS and the program itself take most of it.
    private static let memory = 2_000_000_000

    @Test func damagedImages() throws { try expectAnswers(HostileImages.all(seed: Self.seed, mutants: 60), "images") }

    @Test func malformedTables() throws {
        try expectAnswers(HostileTables.all(seed: Self.seed, mutants: 100), "tables")
    }

    @Test func malformedCheckpoints() throws {
        try expectAnswers(HostileModels.all(seed: Self.seed, mutants: 120), "checkpoints")
    }

    private func expectAnswers(_ bundles: [HostileBundle], _ what: String) throws {
        let scratch = try Scratch.folder()
        var counts: [String: Int] = [:]
        for bundle in bundles {
            let folder = scratch.appending(path: bundle.name)
            try bundle.write(to: folder)
            let answer = try inspect(folder)
            counts[answer.word, default: 0] += 1
            check(answer, bundle)
            try FileManager.default.removeItem(at: folder)
        }
        let told = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        print("hostile \(what): \(bundles.count) bundles, \(told)")
    }

    private func inspect(_ folder: URL) throws -> Answer {
        let ran = try run(
            [
                "/usr/bin/prlimit", "--as=\(Self.memory)", "--", Programs.path("uae-worker"), "inspect", folder.path,
                "--format", "ndjson",
            ], environment: ["OPENBLAS_NUM_THREADS": "1"], within: 60)
        return try Answer(ran)
    }

    private func check(_ answer: Answer, _ bundle: HostileBundle) {
        let expected: Set<String> =
            switch bundle.answer {
            case .refused: ["refused"]
            case .unfinished: ["incomplete"]
            case .accepted: ["inspected"]
            case .any: ["refused", "incomplete", "inspected"]
            }
        #expect(expected.contains(answer.word), "\(bundle.name): \(answer)")
        guard answer.word != "inspected" else { return }
        if case .any = bundle.answer {
            // A mutant of a checkpoint may ask for another file.
        } else {
            #expect(answer.failure["file"] as? String == bundle.file, "\(bundle.name): \(answer)")
        }
        #expect(answer.failure["file"] != nil, "\(bundle.name): \(answer)")
        #expect(answer.failure["message"] as? String != "", "\(bundle.name): \(answer)")
        #expect((answer.failure["hint"] as? String)?.isEmpty == false, "\(bundle.name): \(answer)")
        for word in bundle.words {
            #expect(answer.text.contains(word), "\(bundle.name): \"\(word)\" is missing: \(answer)")
        }
    }

    /// What the worker said last.
    private struct Answer: CustomStringConvertible {
        let word: String
        var failure: [String: Any] = [:]
        let ran: Finished
        /// For people: with row and node.
        var text: String { ran.errors }
        var description: String { "\(word) \(failure) \(ran)" }

        init(_ ran: Finished) throws {
            self.ran = ran
            let line = ran.output.split(separator: "\n").last.map(String.init) ?? "{}"
            let event = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
            failure = event["failure"] as? [String: Any] ?? [:]
            let kind = failure["kind"] as? String
            let statuses = ["inspected": 0, "refused": 65, "incomplete": 75]
            let said = kind ?? event["event"] as? String ?? "nothing"
            word = statuses[said] == Int(ran.status) ? said : "\(said) with status \(ran.status)"
        }
    }
}
