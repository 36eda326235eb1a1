// SPDX-License-Identifier: Apache-2.0
import Base

extension EarlierResult {
    /// Checks the earlier result in a manifest: its counts are added up, so they must be possible.
    ///
    /// - Throws: `Failure` (refused), naming `file`.
    func check(file: String) throws {
        let counts = runs.flatMap { run in
            let outcomes = run.outcomes
            return [
                outcomes.samples, outcomes.successes, outcomes.unchanged, outcomes.failed, outcomes.skipped,
                outcomes.trivial ?? 0,
            ]
        }
        let isPossible =
            (1...10_000).contains(runs.count) && variants >= 1 && variants <= 100 * runs.count
            && bytes >= 0 && bytes <= 1 << 50 && counts.allSatisfy { $0 >= 0 && $0 <= 1 << 40 }
        guard isPossible else {
            throw Failure.refused(
                "bad-value", "what it tells of the earlier result is not possible", hint: "publish the result again",
                file: file)
        }
    }
}
