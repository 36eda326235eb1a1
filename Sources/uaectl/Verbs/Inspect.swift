// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Would a bundle be accepted, and what would be done? Runs uae-worker as you; no daemon is asked.",
        discussion: "Exit status 1 where the bundle is refused, 3 where there is none.")

    @Argument(help: "A folder with a dataset, a checkpoint and, if you like, a job.toml.")
    var bundle: String

    @Option(help: "A checkpoint for a bundle that brings none.")
    var checkpoint: String?

    @Option(help: "The outbox, where an earlier result that job.toml names may lie.")
    var outbox: String?

    @Option(help: ArgumentHelp("Attack three samples and draw them in this PNG file.", valueName: "file"))
    var picture: String?

    @OptionGroup var output: OutputOptions

    func run() throws {
        let inspected = InspectedBundle(bundle: bundle, checkpoint: checkpoint, outbox: outbox, picture: picture)
        if output.isJSON { output.json(try inspected.report()) } else { try inspected.show() }
    }
}
