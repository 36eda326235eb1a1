// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Foundation
import Testing

@testable import JobRecords
@testable import Jobs

/// The plan that an inspection froze, and no other, is computed.
@Suite(.timeLimit(.minutes(10))) struct FrozenPlanTests {
    let scratch = try! Scratch()
    private var folder: JobFolder { JobFolder(in: scratch.work, job: 17) }
    private var run: JobRun { JobRun(folder: folder.path) }

    private func inspection(_ plan: String?) -> Inspection {
        var inspection = CrashPointTests.Machine.inspection
        inspection.plan = plan
        return inspection
    }

    private func compute(_ work: Squares) throws {
        try run.run(threads: 1, work: { work.going(on: $0) }, isStopping: { false }, report: { _ in })
    }

    @Test func chunksOfTheSamePlanStay() throws {
        let digest = try run.freeze(Squares().plan, inputs: [])
        try compute(Squares())
        #expect(try run.freeze(Squares().plan, inputs: []) == digest)
        #expect(try folder.durableChunks(on: scratch.disk) == 4)
        let again = Squares()
        try compute(again)
        #expect(again.computed.sorted == [])
    }

    @Test func chunksOfAnotherPlanGo() throws {
        let digest = try run.freeze(Squares().plan, inputs: [])
        try compute(Squares())
        #expect(try run.freeze(Squares(samples: 9).plan, inputs: []) != digest)
        #expect(try folder.durableChunks(on: scratch.disk) == 0)
        #expect(try scratch.disk.status(folder.result) == nil)
        let again = Squares()
        try compute(again)
        #expect(again.computed.sorted == [0, 1, 2], "what was frozen is computed")
    }

    /// Without a plan, or with another than the accepted one, the bundle is inspected again; a version that told of no plan has
    /// left one whose chunks count.
    @Test func onlyTheAcceptedPlanIsComputed() throws {
        func holds(_ plan: String?) throws -> Bool { try folder.holdsPlan(of: inspection(plan), on: scratch.disk) }
        #expect(try !holds(nil) && !holds("a"))
        let digest = try run.freeze(Squares().plan, inputs: [])
        #expect(try holds(digest) && holds(nil) && !holds("a"))
        #expect(try folder.holdsPlan(of: nil, on: scratch.disk))
        _ = try run.freeze(Squares(samples: 9).plan, inputs: [])
        #expect(try !holds(digest))
    }

    @Test func stampsAreReadBack() throws {
        let inputs = ["a.png", "with space/b c.png", "é\\.csv"].enumerated().map { place, path in
            StampedInput(
                path: path, sha256: String(repeating: "\(place)", count: 64),
                stamp: FileStamp(device: .max, inode: UInt64(place), bytes: 1 << 40, changed: -1))
        }
        #expect(try run.stampedInputs() == [])
        _ = try run.freeze(Squares().plan, inputs: inputs)
        #expect(try run.stampedInputs() == inputs)
    }

    /// Half a file, another version's, or one that is no list at all: nothing is known.
    @Test func damagedStampsAreNotBelieved() throws {
        _ = try run.freeze(
            Squares().plan,
            inputs: [.init(path: "a", sha256: "0", stamp: FileStamp(device: 1, inode: 2, bytes: 3, changed: 4))])
        let whole = try scratch.text("work/jobs/17/inputs")
        for damaged in [
            "", String(whole.dropLast()), whole + "x\n", whole.replacing("inputs 1", with: "inputs 2"), "\n\n",
        ] {
            try scratch.write(damaged, "work/jobs/17/inputs")
            #expect(try run.stampedInputs() == [], "\(damaged)")
        }
    }
}
