// SPDX-License-Identifier: Apache-2.0
import Datasets
import Foundation
import Jobs
import Testing

@testable import Pipeline

/// Samples attacked before the job: what a job with chunks of one makes of them.
@Suite(.timeLimit(.minutes(10))) struct SampleTrialTests {
    static let quick = "chunk_size = 1\n[attack]\niterations = 8\npretraining_steps = 20\n"

    @Test(arguments: [true, false]) func areWhatChunksOfOneMake(_ isTable: Bool) throws {
        let bundle = try isTable ? TestBundle.mice(rows: 21, job: Self.quick) : .images(6, job: Self.quick)
        let job = try bundle.prepared()
        var shares: [Double] = []
        let trial = try SampleTrial(job) {
            shares.append($0)
            return true
        }
        let records = try Drive(bundle).records()
        #expect(trial.records == (isTable ? [0, 10, 20] : [0, 2, 5]).map { records[$0] })
        #expect(shares == shares.sorted() && shares.count >= 3 && shares.allSatisfy { (0...1).contains($0) })
        let successes = try Drive(bundle).details(trial.records).count { $0.status == .success }
        #expect(successes >= 2)
        #expect(trial.summary.hasPrefix("\(successes) of 3 attacked successfully (samples 1, "))
        let picture = try PNGImage(decoding: trial.picture)
        #expect(picture.width > 300 && picture.height > 300)
    }

    /// Three samples, of which none can be: so small a step changes no stored value.
    @Test(arguments: [true, false]) func failuresAreDrawnToo(_ isTable: Bool) throws {
        let job = "[attack]\niterations = 2\npretraining_steps = 2\nalpha = 1e-12\n"
        let bundle = try isTable ? TestBundle.mice(rows: 21, job: job) : .images(3, job: job)
        let trial = try SampleTrial(bundle.prepared())
        #expect(trial.summary.hasPrefix("0 of 3 attacked successfully"))
        #expect(try PNGImage(decoding: trial.picture).height > 100)
    }

    @Test func canBeStopped() throws {
        let bundle = try TestBundle.images(3)
        let job = try bundle.prepared()
        #expect(throws: CancellationError.self) { try SampleTrial(job) { _ in false } }
        withExtendedLifetime(bundle) {}
    }

    @Test(arguments: [
        (3, 1000, [0, 499, 999]), (3, 3, [0, 1, 2]), (3, 2, [0, 1]), (3, 1, [0]), (1, 7, [0]), (4, 10, [0, 3, 6, 9]),
    ]) func placesAreSpread(_ count: Int, _ all: Int, _ places: [Int]) {
        #expect(SampleTrial.places(count, of: all) == places)
    }
}
