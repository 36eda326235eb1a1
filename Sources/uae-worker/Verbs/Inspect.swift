// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Base
import Durability
import FoundationEssentials
import JobRecords
import Jobs
import Pipeline

/// `uae-worker inspect`: whether a bundle would be accepted, and what would be done with it.
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say whether a bundle would be accepted and what would be done with it.",
        discussion: """
            Runs samples through the model and may time the first iterations of the attack; writes nothing but what \
            --picture and --folder ask for.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, ndjson
    }

    @OptionGroup var options: BundleOptions

    @Option(help: "The outbox, where an earlier result that job.toml names may lie.")
    var outbox: String?

    @Option(help: "The job's folder, in which the plan is frozen for generate.")
    var folder: String?

    @Option(help: ArgumentHelp("Attack three samples and draw them in this PNG file.", valueName: "file"))
    var picture: String?

    @Option(help: "text for people, ndjson for uaed.")
    var format = Format.text

    func run() throws {
        Restart.alone()
        ProcessLimits.giveWay()
        let events = EventWriter()
        let report: (WorkerEvent) -> Void = { if format == .ndjson { events.report($0) } }
        try CommandEnd.reporting(goesOn: false, to: report) {
            if let picture { try check(picture: URL(fileURLWithPath: picture)) }
            try options.holdBundle()
            var request = options.request
            request.outbox = outbox
            let pictures = picture.map { [URL(fileURLWithPath: $0).deletingLastPathComponent().path] } ?? []
            let asked = request
            if let folder { try LocalDisk().makeFolders(folder) }
            try Cage(asked, writing: pictures + (folder.map { [$0] } ?? [])).close { Outline(try asked.settings()) }
            let job = try PreparedJob(inspecting: request)
            var inspection = job.inspection
            if let folder { inspection.plan = try JobRun(folder: folder).freeze(job.plan, inputs: job.inputs) }
            switch format {
            case .ndjson:
                inspection.warnings.forEach { EventLog.note(.warning($0)) }
                EventLog.note(.inspected(inspection))
                events.report(.inspected(inspection))
            case .text: InspectionReport(inspection).lines.forEach(Output.line)
            }
            if let picture { try draw(job, into: URL(fileURLWithPath: picture)) }
        }
    }

    /// Refuses a picture in the bundle, where the next inspection would take it for a sample.
    private func check(picture: URL) throws {
        let folder = picture.deletingLastPathComponent().resolvingSymlinksInPath().standardizedFileURL.path + "/"
        let bundle = URL(fileURLWithPath: options.bundle).resolvingSymlinksInPath().standardizedFileURL.path + "/"
        guard folder.hasPrefix(bundle) else { return }
        throw Failure.refused(
            "no-picture", "the picture would lie in the bundle itself", hint: "name another place: --picture FILE",
            file: picture.path)
    }

    private func draw(_ job: PreparedJob, into file: URL) throws {
        let stop = StopFlag()
        stop.watchSignals()
        let trial = try SampleTrial(job) { _ in !stop.isStopping }
        do {
            try LocalDisk().writeDurably(trial.picture, to: file.standardizedFileURL.path)
        } catch let failure as Failure {
            throw Failure(
                .refused, code: "no-picture", "the picture cannot be written",
                hint: "name another place: --picture FILE", file: file.path, cause: "\(failure)")
        }
        if format == .text {
            InspectionReport.lines([("picture", "\(file.path): \(trial.summary)")]).forEach(Output.line)
        }
    }
}
