import ArgumentParser
import Durability
import Failures
import Foundation
import Generation
import Jobs

/// `uae-worker run`: a whole job without a daemon; interrupted and started again, it goes on where it was.
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
        try Ending.reporting(to: { _ in }) {
            let bundle = URL(fileURLWithPath: options.bundle).standardizedFileURL
            var request = options.request
            request.bundle = bundle.path
            request.seed = seed
            let outbox = URL(fileURLWithPath: out).standardizedFileURL
            request.outbox = outbox.path
            let name = bundle.lastPathComponent
            try Self.checkApart(bundle, outbox.appending(path: name))
            try Self.checkOwn(outbox)
            let execution = JobExecution(
                request: request, folder: outbox.appending(path: ".uaed/run/\(name)").path, outbox: outbox.path,
                name: name, job: nil, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
            try LocalDisk().makeFolders(outbox.path)
            try Cage(request, writing: Cage.publishing(outbox.path)).close(lookingAhead: execution.outline)
            stop.watchSignals()
            try execution.run(stop: stop) { event in
                bar.report(event)
                if case .published(let path, let summary) = event { Output.line(Self.text(path, summary)) }
            }
        }
    }

    /// A result in the bundle would be data of the next run, and the bundle in the result's place is not replaced.
    private static func checkApart(_ bundle: URL, _ result: URL) throws {
        let (input, output) = (bundle.resolvingSymlinksInPath().path, result.deletingLastPathComponent())
        let place = output.resolvingSymlinksInPath().path
        guard place == input || place.hasPrefix(input + "/") else { return }
        throw Failure.refused(
            "out-in-bundle", "the result would lie in the bundle itself", hint: "name a folder beside it: --out FOLDER",
            file: output.path)
    }

    /// A daemon's outbox keeps its place for itself.
    private static func checkOwn(_ outbox: URL) throws {
        let place = outbox.appending(path: ".uaed").path
        guard FileManager.default.fileExists(atPath: place), access(place, R_OK | W_OK | X_OK) != 0 else { return }
        throw Failure.refused(
            "not-your-outbox", "is a daemon's outbox: its .uaed is closed to others",
            hint: "name a folder of your own: --out FOLDER; or hand the bundle over: uaectl submit", file: outbox.path)
    }

    /// `results/mybundle: 8 samples, attack success rate 1.000 (8 of 8), mean L2 1.40`
    private static func text(_ path: String, _ summary: ResultSummary) -> String {
        var text = "\(path): \(summary.samples) samples"
        if let rate = summary.attackSuccessRate {
            let attacked = summary.samples - summary.skipped
            text += String(format: ", attack success rate %.3f", rate) + " (\(summary.successes) of \(attacked))"
        }
        if let l2 = summary.meanL2 { text += String(format: ", mean L2 %.2f", l2) }
        if summary.unchanged > 0 { text += ", \(summary.unchanged) unchanged" }
        return text
    }
}
