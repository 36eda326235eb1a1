import ArgumentParser

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Would a bundle be accepted, and what would be done? Runs uae-worker as you; no daemon is asked.",
        discussion: "--format json gives one JSON object a line. Exit status 1 where the bundle is refused.")

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
        let options = [("--checkpoint", checkpoint), ("--outbox", outbox), ("--picture", picture)].flatMap {
            name, value in
            value.map { [name, $0] } ?? []
        }
        let format = output.isJSON ? "ndjson" : "text"
        try WorkerProgram.run(["inspect"] + options + ["--format", format, "--", bundle])
    }
}
