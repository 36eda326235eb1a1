// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Base
import Durability
import FoundationEssentials
import JobRecords
import Jobs
import Pipeline

/// `uae-worker run`: a whole job without a daemon. Started again after an interruption, it continues where it was.
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Do a whole job without a daemon; started again, it goes on after the last finished chunk.")

    @OptionGroup var options: BundleOptions

    @Option(help: "The folder in which the result appears, under the bundle's name.")
    var out: String

    @Option(help: "Chunks that are computed at once; the result does not depend on it. Default: the machine's cores.")
    var threads: Int?

    @Option(help: "Overrides the job file's seed.")
    var seed: Int?

    func validate() throws {
        guard threads ?? 1 > 0 else { throw ValidationError("--threads must be at least 1") }
        guard seed ?? 0 >= 0 else { throw ValidationError("--seed must be at least 0") }
    }

    func run() throws {
        Restart.alone()
        let stop = StopFlag()
        let bar = ProgressBar()
        try CommandEnd.reporting(to: { _ in }) {
            let bundle = URL(fileURLWithPath: options.bundle).standardizedFileURL
            var request = options.request
            request.bundle = bundle.path
            request.seed = seed
            let outbox = URL(fileURLWithPath: out).standardizedFileURL
            request.outbox = outbox.path
            let name = bundle.lastPathComponent
            try Self.checkApart(bundle, outbox.appending(path: name))
            let standalone = StandaloneRun(bundle: bundle.path, out: outbox.path, name: name)
            if let summary = try standalone.finished() { return Output.line(Self.text(standalone.target, summary)) }
            let execution = JobExecution(
                request: request, run: standalone.job,
                threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
            try standalone.prepare()
            let isParent = try Attended.compute {
                try Cage(request, writing: [standalone.folder]).close(lookingAhead: execution.outline)
                stop.watchSignals()
                try execution.run(stop: stop) { bar.report($0) }
            }
            guard isParent else { return }
            Output.line(Self.text(standalone.target, try standalone.publish()))
        }
    }

    /// Refuses a result in the bundle, which would be data of the next run. A result in the bundle's own place is
    /// refused by ``StandaloneRun/prepare()``, because nothing is ever replaced.
    private static func checkApart(_ bundle: URL, _ result: URL) throws {
        let (input, output) = (bundle.resolvingSymlinksInPath().path, result.deletingLastPathComponent())
        let place = output.resolvingSymlinksInPath().path
        guard place == input || place.hasPrefix(input + "/") else { return }
        throw Failure.refused(
            "out-in-bundle", "the result would lie in the bundle itself", hint: "name a folder beside it: --out FOLDER",
            file: output.path)
    }

    /// `results/mybundle: 8 samples, attack success rate 1.000 (8 of 8), mean L2 1.40`
    private static func text(_ path: String, _ summary: ResultSummary) -> String {
        var text = "\(path): \(summary.samples) samples"
        if let rate = summary.attackSuccessRate {
            let attacked = summary.samples - summary.skipped
            text += ", attack success rate \(PrintedNumber.fixed(rate, 3)) (\(summary.successes) of \(attacked))"
        }
        if let l2 = summary.meanL2 { text += ", mean L2 \(PrintedNumber.fixed(l2, 2))" }
        if summary.unchanged > 0 { text += ", \(summary.unchanged) unchanged" }
        return text
    }
}
