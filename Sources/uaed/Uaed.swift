// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Base
import CLinux
import ControlServer
import DaemonCore
import FoundationEssentials
import Glibc
import Logging
import ServiceLifecycle

/// The daemon: watches inboxes, has their bundles computed, and answers uaectl.
@main
struct Uaed: AsyncParsableCommand {
    static let version = Release.version

    static let configuration = CommandConfiguration(
        commandName: "uaed", abstract: "Watches inboxes and turns what is dropped into them into augmented datasets.",
        discussion: """
            Without --config: /etc/uaed/uaed.toml as root, $XDG_CONFIG_HOME/uaed/uaed.toml otherwise, and where there is \
            none, the defaults. SIGTERM stops it within five seconds and loses no finished chunk; SIGHUP reads the \
            configuration again.

            Exit status: 0 stopped, 64 usage, 70 an error of uaed itself, 75 try again later, 78 the configuration, or a \
            place that it names (folder, socket, ledger), cannot be used.
            """, version: version, subcommands: [ConfigCommand.self])

    @OptionGroup var options: ConfigurationOption

    @Flag(help: "Say whether the configuration is right, and end.")
    var check = false

    func run() async throws {
        do {
            let configuration = try ConfigurationFile.load(options.config)
            if check { return print(configuration.summary) }
            try await serve(configuration)
        } catch {
            throw Self.told(error)
        }
    }

    /// Runs `body`; an error is reported on standard error.
    ///
    /// - Throws: `ExitCode`, in place of the error.
    static func reporting<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch { throw told(error) }
    }

    /// Reports an error on standard error, unless it is an exit status.
    ///
    /// - Returns: the exit status.
    private static func told(_ error: any Error) -> ExitCode {
        switch error {
        case let exit as ExitCode: return exit
        case let failure as Failure:
            complain(failure.description.writtenOut())
            return ExitCode(failure.kind == .refused ? 78 : failure.exitStatus)
        default:
            complain("an unexpected error: \(error)")
            return ExitCode(70)
        }
    }

    private static func complain(_ text: String) {
        _ = Array("uaed: \(text)\n".utf8).withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    }

    private func serve(_ configuration: Configuration) async throws {
        // Before the first thread: no other process of this user, a worker least of all, may inspect this one.
        uaed_be_private()
        // Results stay group-writable in a setgid outbox, so that the person can change them too.
        umask(0o002)
        signal(SIGPIPE, SIG_IGN)
        signal(SIGHUP, SIG_IGN)
        // The level for other loggers; the daemon sets its own logger's, which a reload can change.
        let form = configuration.logForm.resolved(stream: ProcessInfo.processInfo.environment["JOURNAL_STREAM"])
        LoggingSystem.bootstrap { _ in
            LineLogHandler(
                logLevel: configuration.logLevel, form: form,
                journal: configuration.logForm == .automatic && form == .journal ? JournalEntry.socket : nil)
        }
        let environment = ProcessInfo.processInfo.environment
        let handedOver = try SocketActivation.controlSocket(environment: environment, pid: getpid())
        // Before the daemon touches any state: one that listens there already is not disturbed.
        if handedOver == nil { try SocketPlace(configuration.socket).check() }
        let logger = Logger(label: "uaed")
        let cage = CageParts(tried: ())
        logger.log(level: cage.isWhole ? .debug : .warning, "\(cage.sentence)\(cage.hint.map { " — \($0)" } ?? "")")
        let daemon = try await Daemon(
            configuration,
            launcher: ProcessLauncher(program: configuration.worker ?? ProcessLauncher.usualProgram()), logger: logger,
            manager: ServiceManager(environment: environment),
            readConfiguration: { [config = options.config] in try ConfigurationFile.load(config) })
        let server = ControlServer(
            path: configuration.socket, handedOver: handedOver, router: Router(daemon: daemon, logger: logger),
            logger: logger)
        let watchdog = WatchdogService(
            daemon: daemon, server: server, interval: Pulse.interval(environment: environment, pid: getpid()))
        let group = ServiceGroup(
            services: [server, DaemonService(daemon: daemon), ReloadService(daemon: daemon), watchdog],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await group.run()
    }
}

extension Configuration {
    /// The lines that `--check` and `config check` print.
    var summary: String {
        let places = inboxes.map { "inbox \($0.name): \($0.path) → \($0.outbox)" }
        return
            ([file.map { "\($0): right" } ?? "no configuration file: the defaults serve"] + places + [
                "state \(state)", "socket \(socket)", "threads \(threads), jobs at once \(maxRunningJobs)",
            ]).joined(separator: "\n")
    }
}
