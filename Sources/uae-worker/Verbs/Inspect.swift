import ArgumentParser
import Generation
import Jobs

/// `uae-worker inspect`: would the bundle be accepted, and what would be done?
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say whether a bundle would be accepted and what would be done with it; computes nothing.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, ndjson
    }

    @OptionGroup var options: BundleOptions

    @Option(help: "The outbox, where an earlier result that job.toml names may lie.")
    var outbox: String?

    @Option(help: "text for people, ndjson for uaed.")
    var format = Format.text

    func run() throws {
        Courtesy.giveWay()
        let events = EventWriter()
        let report: (WorkerEvent) -> Void = { if format == .ndjson { events.report($0) } }
        try Ending.reporting(to: report) {
            var request = options.request
            request.outbox = outbox
            Courtesy.adopt(try request.settings().arithmetic)
            let inspection = try PreparedJob(inspecting: request).inspection
            switch format {
            case .ndjson:
                EventLog.note(.inspected(inspection))
                events.report(.inspected(inspection))
            case .text: InspectionReport(inspection).lines.forEach(Output.line)
            }
        }
    }
}
