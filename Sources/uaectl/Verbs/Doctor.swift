import ArgumentParser
import ControlAPI
import Failures

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look for everything that can be wrong with the daemon and its places.",
        discussion: "Exit status 1 where something is wrong; each such line says what mends it.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: Connection

    func run() async throws {
        var report = try await connection.open().doctor()
        report.checks = [Self.version(report.version), Self.worker] + report.checks
        if output.isJSON { output.json(report) } else { DoctorSheet(report).lines.forEach(Console.line) }
        if !report.isHealthy { throw ExitCode(1) }
    }

    private static func version(_ version: String) -> DoctorReport.Check {
        let isSame = version == Release.version
        return DoctorReport.Check(
            "version", ok: isSame, "uaed is \(version), uaectl \(Release.version)",
            hint: isSame ? nil : "install both of one version, then restart uaed")
    }

    /// The program that computes, as this user finds it.
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
