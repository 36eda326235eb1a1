// SPDX-License-Identifier: Apache-2.0
import Jobs
import Testing

@testable import Attacks
@testable import Pipeline

/// A concrete autoencoder (every fourth of 77 columns selected, one-hot): what δ may change, and what is trivial.
@Suite(.timeLimit(.minutes(10))) struct ConcreteJobTests {
    private func drive(_ job: String) throws -> Drive {
        let bundle = try TestBundle.mice(rows: 60, job: job)
        try bundle.scratch.remove("mice_torch.onnx")
        try bundle.add(checkpoint: "concrete_mice.onnx")
        return try Drive(bundle)
    }

    /// The columns that differ between source and result.
    private func changed(_ drive: Drive, _ folder: Scratch) throws -> [Set<Int>] {
        func cells(_ text: String) -> [[Substring]] {
            text.split(separator: "\n").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        }
        let (before, after) = (
            cells(try drive.bundle.scratch.text("mice.csv")), cells(try folder.text("augmented.csv"))
        )
        return zip(before, after).map { source, result in
            Set(source.indices.filter { source[$0] != result[$0] }.map { $0 - 1 })
        }
    }

    @Test func selectedFeaturesAreFound() throws {
        let drive = try drive("")
        let unselected = try #require(drive.work.job.unselected)
        #expect(unselected == (0..<77).filter { $0 % 4 != 0 })
        #expect(drive.work.job.notes.contains { $0.contains("reads 20 of 77") })
        #expect(try TestBundle.mice().prepared().work.job.unselected == nil)
        #expect(try TestBundle.images(2).prepared().work.job.unselected == nil)
    }

    @Test func onlySelectedFeaturesChange() throws {
        let drive = try drive("")
        let (folder, summary) = try drive.result(drive.records())
        #expect(summary.successes > 20)
        for columns in try changed(drive, folder) { #expect(columns.allSatisfy { $0 % 4 == 0 }) }
    }

    /// With `mask = "all"` others change too; a success in which nothing else changes is none.
    @Test func trivialSuccessesDoNotCount() throws {
        let drive = try drive("[attack]\nmask = \"all\"\niterations = 1\nmethod = \"gaussian\"\nsigma = 0.0005\n")
        let records = try drive.records()
        let details = try drive.details(records)
        let (folder, summary) = try drive.result(records)
        let columns = try changed(drive, folder)
        for (sample, changed) in zip(details, columns) where sample.status == .success {
            #expect(changed.contains { $0 % 4 == 0 })
        }
        #expect(summary.successes == details.count { $0.status == .success })
    }

    @Test func whatIsTrivial() {
        func status(_ stored: [Float]) -> SampleDetails.Status {
            AttackedSample(
                index: 0, variant: 0, identity: .init(source: "a", output: "b"), source: [0, 0], stored: stored,
                kept: nil,
                outcome: .eligible, judgement: nil, freshJudgement: nil, selected: [true, false],
                keepsDiagnostics: false, isStorageAware: true, isTable: true
            ).status
        }
        #expect(status([0, 0.5]) == .trivial && status([0.5, 0]) == .success && status([0, 0]) == .unchanged)
        var outcomes = Statistics.Outcomes()
        for status in [SampleDetails.Status.trivial, .success] { outcomes.count(status) }
        #expect(outcomes.asr == 0.5 && outcomes.trivial == 1)
    }

    /// A row an iteration, and the means in the statistics, where they are asked for.
    @Test func diagnosticsAreOptional() throws {
        let job = "[attack]\niterations = 5\npretraining_steps = 20\n"
        let plain = try Drive(TestBundle.mice(job: job))
        let asked = try Drive(TestBundle.mice(job: job + "diagnostics = true\n"))
        let folders = try [plain, asked].map { try $0.result($0.records()).folder }
        #expect(try folders[0].read("samples.csv") == folders[1].read("samples.csv"))
        #expect(throws: (any Error).self) { try folders[0].read("diagnostics.csv") }
        let rows = try folders[1].text("diagnostics.csv").split(separator: "\n")
        #expect(
            rows.count == 1 + 20 * 5 && rows[0] == "index,variant,iteration,mi_estimate,f,c,lagrangian,critic_gain,l2")
        let statistics = try CanonicalJSON.decode(Statistics.self, from: folders[1].read("statistics.json"))
        let curves = try #require(statistics.diagnostics)
        #expect(curves.count == 6 && curves["lagrangian"]?.mean.count == 5)
        #expect(curves["mi_estimate"]?.mean == statistics.miCurve?.mean)
    }
}

extension Outcome<Float> {
    /// Of a sample that was attacked with success.
    fileprivate static var eligible: Outcome {
        Outcome(
            index: 0, z: [0, 0], closest: nil, isEligible: true, reason: nil, f: -1, lossBefore: 1, lossAfter: 0.5,
            information: 1, firstFeasible: 1, bestIteration: 1, feasibleIterations: 1, l2: 0, linf: 0,
            informationCurve: [1], criterionCurve: [-1], penaltyCurve: [0])
    }
}
