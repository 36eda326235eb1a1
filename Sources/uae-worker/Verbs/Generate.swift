// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Durability
import FoundationEssentials
import Glibc
import Jobs
import Pipeline

/// `uae-worker generate`: computes one job for uaed, by the plan that `inspect` froze in the job folder. It writes to that folder
/// only; uaed publishes.
struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compute one inspected job for uaed; standard input is its life line, standard output its events.")

    @OptionGroup var options: BundleOptions

    @Option(help: "The job's folder.")
    var folder: String

    @Option(help: "The outbox, where an earlier result that job.toml names may lie.")
    var outbox: String?

    @Option(help: "The name under which the result is going to appear in the outbox.")
    var name: String

    @Option(help: "The job's number.")
    var job: Int

    @Option(help: "Chunks that are computed at once; the result does not depend on it.")
    var threads = 1

    @Option(help: "JSON for run.json: what the daemon knows of the bundle's coming.")
    var provenance = "{}"

    func validate() throws {
        guard threads > 0 else { throw ValidationError("--threads must be at least 1") }
    }

    func run() throws {
        Restart.alone()
        ProcessLimits.giveWay()
        // Group-writable, so that the person who dropped the bundle can move and delete the result.
        umask(0o002)
        let stop = StopFlag()
        let events = EventWriter { stop.set("no one reads the events any more: stopping") }
        try CommandEnd.reporting(to: { events.report($0) }) {
            try options.holdBundle()
            var request = options.request
            request.outbox = outbox
            let provenance = try JSONDecoder().decode(Provenance.self, from: Data(provenance.utf8))
            let execution = JobExecution(
                request: request, run: JobRun(folder: folder, name: name, job: job, provenance: provenance),
                threads: threads, inspects: false)
            try LocalDisk().makeFolders(folder)
            try Cage(request, writing: [folder]).close(lookingAhead: execution.outline)
            stop.watchSignals()
            stop.watchLifeLine()
            try execution.run(stop: stop) { event in
                EventLog.note(event)
                events.report(event)
            }
        }
    }
}
