// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Base
import FoundationEssentials
import Pipeline

/// `uae-worker verify`: whether a result is still what was published, and whether a replay reproduces it.
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Re-check a result's digests, counts and statistics; with --replay, compute samples of it again.",
        discussion: """
            --replay N computes the whole chunks that hold N samples, chosen by the SHA-256 of seed and place, and compares \
            bytes. Exit status 65 where something differs.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, ndjson
    }

    @Argument(help: "A published folder.")
    var folder: String

    @Option(help: ArgumentHelp("Compute so many samples again; needs --bundle.", valueName: "n"))
    var replay = 0

    @Option(help: "The bundle that the result was made of: inbox/NAME.jobN.done.")
    var bundle: String?

    @Option(help: "The checkpoint of a bundle that brought none.")
    var checkpoint: String?

    @Option(help: ArgumentHelp("The SHA-256 of the manifest.json that was published.", valueName: "digest"))
    var published: String?

    @Option(help: "text for people; json for programs, ndjson on one line, with a refusal as an event.")
    var format = Format.text

    func validate() throws {
        guard replay >= 0 else { throw ValidationError("--replay must be at least 0") }
        guard replay == 0 || bundle != nil else { throw ValidationError("--replay needs --bundle") }
    }

    func run() throws {
        Restart.alone()
        ProcessLimits.giveWay()
        let events = EventWriter()
        try CommandEnd.reporting(goesOn: false, to: { if format != .text { events.report($0) } }) {
            let result = URL(fileURLWithPath: folder).standardizedFileURL.path
            let request = bundle.map { BundleRequest(bundle: $0, checkpoint: checkpoint, hdf5: .forked) }
            try close(result, request)
            let verification = try ResultVerification(result)
            let report = try verification.report(
                replaying: replay, of: request, published: published)
            switch format {
            case .json, .ndjson: Output.write(try report.json(isOneLine: format == .ndjson), to: 1)
            case .text:
                for check in report.checks {
                    Output.line((check.ok ? "ok  " : "!   ") + check.name + ": " + check.message)
                }
            }
            if !report.isRight { throw ExitCode(65) }
        }
    }

    /// Closes a cage around the result and the bundle. Only a replay needs the arithmetic, and so a look ahead.
    private func close(_ result: String, _ request: BundleRequest?) throws {
        var cage = request.map { Cage($0) } ?? Cage()
        cage.reading.append(result)
        let ahead = { Outline(arithmetic: try ResultVerification(result).arithmetic) }
        try cage.close(lookingAhead: replay > 0 ? ahead : nil)
    }
}
