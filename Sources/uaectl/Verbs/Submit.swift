// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI
import Glibc

struct Submit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a bundle into an inbox: whole, at once, and readable for the daemon.",
        discussion: """
            PATH is a bundle's folder; or a dataset and the files that belong to it, which become a folder of the \
            dataset's name. You copy, not the daemon: it never opens your own files. In the inbox everybody may read the \
            bundle and you alone change it; uaed may delete it one day where the file system has access control lists. \
            Tells the job's number, where the daemon has taken the bundle within a few seconds.

            --wait goes on until the job is over and ends with the exit status of `uaectl wait`.

            --dry-run says whether it would be accepted, what would be done, and what that takes; it attacks three samples \
            and draws them.
            """)

    @Argument(help: ArgumentHelp("A folder, or a dataset and its checkpoint.", valueName: "path"))
    var paths: [String]

    @Flag(help: "Move instead of copying. What is elsewhere, or not yours alone, is copied and then removed.")
    var move = false

    @Option(help: "The inbox's name, where the daemon has several.")
    var inbox: String?

    @Option(help: "The bundle's name. Default: the folder's, or the first file's without its extension.")
    var name: String?

    @Flag(help: "Wait until the job is over; the exit status is then that of `uaectl wait`.")
    var wait = false

    @Flag(help: "Put nothing into the inbox: inspect the bundle, estimate time and disk, draw three samples.")
    var dryRun = false

    @Option(help: ArgumentHelp("Where --dry-run draws. Default: NAME.dry-run.png, here.", valueName: "file"))
    var picture: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    struct Answer: Encodable {
        var schema = ControlProtocol.schema
        var inbox: String
        var name: String
        var path: String
        /// The bundle's job; nil if the daemon has not claimed it yet.
        var job: Int?
    }

    func validate() throws {
        guard !paths.contains("") else { throw ValidationError("PATH is empty") }
        guard !(wait && dryRun) else { throw ValidationError("either --wait or --dry-run") }
        guard picture == nil || dryRun else { throw ValidationError("--picture goes with --dry-run") }
    }

    func run() async throws {
        let isFolder = try SourceTree(Paths.absolute(paths[0])).isFolder
        let name = name ?? BundleName.of(paths[0], isFolder: isFolder)
        let client = try await connection.open()
        let status = try await client.status()
        let inbox = try Self.choose(status.inboxes, named: inbox)
        if dryRun { return try rehearse(name, for: inbox, status) }
        let result = try submit(name, to: inbox, Self.service(at: client.socket))
        if !result.isDeletable { Console.note(Escaping.line(Self.undeletable(result.path))) }
        for path in result.remaining { Console.note("uaectl: copied, but not removed: \(Escaping.line(path))") }
        // The bundle is submitted, so a failure to find its job is no failure of the verb.
        let job = try? await Claim(
            client: client, inbox: inbox.name, name: name, owner: move ? nil : Int(geteuid())
        ).job(since: status.lastEvent)
        if output.isJSON {
            output.json(Answer(inbox: inbox.name, name: name, path: result.path, job: job?.number))
        } else {
            Console.line(Escaping.line(result.path))
            Self.tell(name, job)
        }
        if wait { try await Self.awaitEnd(of: job.map { String($0.number) } ?? name, client, output) }
    }

    private func rehearse(_ name: String, for inbox: StatusReport.Inbox, _ status: StatusReport) throws {
        let rehearsal = Rehearsal(
            submission: Submission(sources: paths, inbox: inbox.path, name: name), inbox: inbox,
            picture: Paths.absolute(picture ?? "\(name).dry-run.png"))
        try rehearsal.run { bundle in
            guard output.isJSON else { return try bundle.show() }
            var report = try bundle.report()
            report.target = rehearsal.target
            output.json(report)
        }
        if !output.isJSON { rehearsal.lines(status).forEach { Console.line(Escaping.line($0)) } }
    }

    private func submit(_ name: String, to inbox: StatusReport.Inbox, _ service: UInt32?) throws -> Submission.Result {
        Interrupt.isAwaited()
        umask(0o077)
        do {
            let result = try Submission(
                sources: paths, inbox: inbox.path, name: name, moves: move, service: service
            ).run()
            Interrupt.isOver()
            Interrupt.detaches("detached; it is submitted; uaectl watch \(Escaping.line(name))")
            return result
        } catch let error as CancellationError {
            Console.note("uaectl: interrupted; nothing was submitted")
            throw error
        }
    }

    /// The user as whom the daemon runs, who owns its socket; nil if that is root, who may have made it for another
    /// user.
    private static func service(at socket: String) -> UInt32? {
        var status = stat()
        return stat(socket, &status) == 0 && status.st_uid != 0 ? status.st_uid : nil
    }

    private static func undeletable(_ path: String) -> String {
        "uaectl: uaed may not delete this input one day (keep_inputs, uaectl clean): its file system has no access control "
            + "lists; when its job is over: rm -r '\(path)'.job*"
    }

    /// The inbox of this name; without a name, the daemon's only inbox.
    ///
    /// - Throws: `not-found`; `usage` if there are several and no name is given.
    static func choose(_ inboxes: [StatusReport.Inbox], named name: String?) throws(ErrorReport) -> StatusReport.Inbox {
        let names = inboxes.map { "\($0.name) (\($0.path))" }.joined(separator: ", ")
        if let name {
            guard let inbox = inboxes.first(where: { $0.name == name }) else {
                throw ErrorReport("not-found", "the daemon has no inbox '\(name)'", hint: "it has: \(names)")
            }
            return inbox
        }
        guard inboxes.count < 2 else {
            throw ErrorReport("usage", "the daemon has several inboxes: \(names)", hint: "choose one: --inbox NAME")
        }
        guard let inbox = inboxes.first else { throw ErrorReport("not-found", "the daemon has no inbox") }
        return inbox
    }
}
