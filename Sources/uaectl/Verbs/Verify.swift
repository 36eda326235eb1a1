// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI
import FoundationEssentials

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Is a result still what was published, and does it come out again? Runs uae-worker as you.",
        discussion: """
            Digests, counts and statistics are computed anew from the folder. With --replay N so many samples are computed \
            again from the manifest and compared byte for byte; the bundle is the job's finished input, which the daemon \
            names, or --bundle. Of a job, its result is looked at, and whether its manifest is the one that was published: in a \
            shared outbox others may change what lies there. Exit status 1 where something differs, 3 where there is no such \
            folder.
            """)

    @Argument(help: "A published folder, wherever it lies now; or a job, by its number or name.")
    var result: String

    @Option(help: ArgumentHelp("Compute so many samples again.", valueName: "n"))
    var replay: Int?

    @Option(help: "The bundle that the result was made of. Default: the finished input of its job.")
    var bundle: String?

    @Option(help: "The checkpoint of a bundle that brought none.")
    var checkpoint: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func validate() throws {
        guard replay ?? 1 > 0 else { throw ValidationError("--replay must be at least 1") }
    }

    func run() async throws {
        let (folder, job) = try await subject()
        try Paths.checkThere(folder)
        var words = ["verify", "--format", output.isJSON ? output.format.rawValue : "text"]
        if let replay {
            // Option and value in one argument, because a name may begin with a dash.
            words += ["--replay=\(replay)", "--bundle=\(try await input(folder, job))"]
            if let checkpoint { words.append("--checkpoint=\(checkpoint)") }
        }
        if let digest = job?.manifestDigest { words.append("--published=\(digest)") }
        words += ["--", folder]
        if output.isJSON { try document(words) } else { try WorkerProgram.run(words) }
    }

    /// An argument without `/` is a job, else a folder here: the bundle that somebody has submitted often lies here, under
    /// the name of its job. Without a daemon the argument can only be a folder.
    private func subject() async throws -> (folder: String, job: JobReport?) {
        guard !result.isPath, let client = try? await connection.open() else { return (result, nil) }
        do {
            let found = try await client.job(result)
            guard found.state == "published" else {
                throw ErrorReport(
                    "wrong-state", "job \(found.number) (\(found.name)) is \(found.state): it has published nothing")
            }
            return (found.paths.result, found)
        } catch let report as ErrorReport where report.error.code == "not-found" {
            guard Paths.absolute(ifPath: result) != nil else { throw report }
            return (result, nil)
        }
    }

    /// Passes the worker's document on; a refusal becomes an error document, as with every other verb.
    private func document(_ words: [String]) throws {
        let said = try WorkerProgram.output(of: words)
        if let refusal = WorkerRefusal(in: said.text) { throw refusal.report }
        Console.write(said.text, to: 1)
        if said.status != 0 { throw ExitCode(said.status == 64 ? 2 : 1) }
    }

    /// The bundle that the result was made of: `--bundle`, else the finished input of the job, which `run.json` names
    /// if the argument is a folder.
    ///
    /// - Throws: `not-found` if the folder names no job.
    private func input(_ folder: String, _ job: JobReport?) async throws -> String {
        if let bundle { return bundle }
        if let job { return job.paths.claim }
        struct Run: Decodable { var job: Int? }
        let file = URL(fileURLWithPath: folder).appending(path: "run.json")
        guard let data = try? Data(contentsOf: file), let job = try? JSONDecoder().decode(Run.self, from: data).job
        else {
            throw ErrorReport(
                "not-found", "\(folder) does not say which job made it", hint: "name its bundle: --bundle PATH")
        }
        return try await connection.open().job(String(job)).paths.claim
    }
}
