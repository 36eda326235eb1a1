// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Base
import ControlAPI

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look for everything that can be wrong with the daemon and its places.",
        discussion: """
            Exit status 1 where something is wrong; each such line says what mends it. With --ledger-copy it writes a copy of \
            the ledger instead: a database of SQLite, whole and of one moment, for backups. While uaed runs it alone can open \
            the ledger.
            """)

    @Option(
        help: ArgumentHelp("Write a copy of the ledger of jobs to a new file; administrators may.", valueName: "file"),
        completion: .file())
    var ledgerCopy: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        if let ledgerCopy { return try await copyLedger(to: ledgerCopy) }
        var report = try await connection.open().doctor()
        report.checks = [Self.version(report.version), Self.worker] + report.checks
        if output.isJSON { output.json(report) } else { DoctorSheet(report).lines.forEach(Console.line) }
        if !report.isHealthy { throw ExitCode(1) }
    }

    private func copyLedger(to path: String) async throws {
        let bytes = try await connection.open().ledgerCopy()
        try NewFile.write(bytes, to: path)
        Console.note("\(Escaping.line(path)): \(Readable.bytes(bytes.count))")
    }

    private static func version(_ version: String) -> DoctorReport.Check {
        let isSame = version == Release.version
        return DoctorReport.Check(
            "version", ok: isSame, "uaed is \(version), uaectl \(Release.version)",
            hint: isSame ? nil : "install both of one version, then restart uaed")
    }

    /// Checks that this user finds the worker program.
    private static var worker: DoctorReport.Check {
        do {
            return DoctorReport.Check("worker", ok: true, "uae-worker is \(try WorkerProgram.path())")
        } catch {
            let report = error as? ErrorReport
            return DoctorReport.Check(
                "worker", ok: false, report?.error.message ?? "\(error)", hint: report?.error.hint)
        }
    }
}
