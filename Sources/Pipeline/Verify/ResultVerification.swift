// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import JobRecords
import Jobs

/// Verifies a published folder: its digests, its counts, and its statistics, which are computed anew
/// from its table of samples.
public struct ResultVerification {
    let folder: String
    let manifest: Manifest

    /// - Throws: `Failure` (refused) if `folder` is no result.
    public init(_ folder: String) throws {
        self.folder = folder
        manifest = try Self.read(ResultFiles.manifest, in: folder)
    }

    private static func read<Value: Decodable>(_ name: String, in folder: String) throws -> Value {
        guard let bytes = try LocalDisk().contents(of: folder + "/" + name) else {
            throw Failure.refused(
                "not-a-result", "holds no \(name): it is no published result", hint: "name a folder of the outbox",
                file: folder)
        }
        do {
            return try CanonicalJSON.decode(Value.self, from: bytes)
        } catch {
            throw Failure(.refused, code: "damaged-result", "cannot be read", file: name, cause: "\(error)")
        }
    }

    /// The result's arithmetic, which a replay needs, too.
    public var arithmetic: JobSettings.Arithmetic { manifest.asked.settings.arithmetic }

    /// - Parameters:
    ///   - count: number of samples to compute again; 0 for none.
    ///   - bundle: what they are computed from.
    ///   - published: SHA-256 of the manifest that was published; nil if unknown.
    /// - Returns: the checks, with damage as faults. If the table of samples cannot be read, the checks that
    ///   depend on it are not made.
    /// - Throws: `Failure` if the folder cannot be read, or if `bundle` is not what the result was made of.
    public func report(
        replaying count: Int = 0, of bundle: BundleRequest? = nil, published: String? = nil
    ) throws -> VerificationReport {
        var report = VerificationReport(folder: folder, checks: [])
        if let published {
            report.add(
                "publication", "its manifest is the one that was published", faults: try faults(ofPublished: published))
        }
        let files = try PublishedFiles(folder)
        report.add("digests", "\(files.count) files are what was written", faults: files.faults)
        report.add(
            "manifest", "\(manifest.made.files) files, \(manifest.made.bytes) bytes, as the manifest says",
            faults: files.faults(of: manifest.made))
        guard let table = try report.unlessDamaged("samples", { try VerifiedTable(manifest, files) }) else {
            return report
        }
        let outcomes = table.statistics.outcomes
        report.add("samples", "\(table.summary), their outputs are there", faults: table.faults)
        if let told = try report.unlessDamaged("statistics", { try statistics() }) {
            report.add(
                "statistics", "those of the \(outcomes.samples) rows: \(outcomes.successes) successes",
                faults: Self.faults(told, table.statistics))
        }
        report.add("run", "run.json says the same", faults: faults(ofRun: outcomes))
        if count > 0, let bundle {
            let replay = try Replay(folder, manifest, samples: outcomes.samples, bundle)
            if let result = try report.unlessDamaged("replay", { try replay.run(count) }) {
                report.add("replay", result.message, faults: result.faults)
            }
        }
        return report
    }

    /// A person who may write in the outbox can replace a result by another one that is whole in itself.
    private func faults(ofPublished digest: String) throws -> [String] {
        let bytes = try LocalDisk().contents(of: folder + "/manifest.json") ?? []
        return SHA256Hasher.digest(of: bytes) == digest ? [] : ["manifest.json has been changed since publication"]
    }

    private func statistics() throws -> Statistics { try Self.read("statistics.json", in: folder) }

    /// Compares the figures that the table alone determines. Its numbers are written so that they read back the same.
    private static func faults(_ told: Statistics, _ now: Statistics) -> [String] {
        let pairs: [(String, Bool)] = [
            ("the outcomes", told.outcomes == now.outcomes), ("by_class", told.byClass == now.byClass),
            ("by_run", told.byRun == now.byRun),
            ("clean_loss", told.cleanLoss == now.cleanLoss), ("l2", told.l2 == now.l2),
            ("linf", told.linf == now.linf), ("mi_estimate", told.miEstimate == now.miEstimate),
            ("loss_ratio", told.lossRatio == now.lossRatio),
        ]
        return pairs.filter { !$0.1 }.map { "\($0.0): statistics.json differs from the rows of samples.csv" }
    }

    private func faults(ofRun outcomes: Statistics.Outcomes) -> [String] {
        guard let run = RunReport.read(folder) else { return ["run.json is missing or cannot be read"] }
        let isSame =
            run.summary.samples == outcomes.samples && run.summary.successes == outcomes.successes
            && run.summary.skipped == outcomes.skipped
        return isSame ? [] : ["run.json tells of \(run.summary.successes) successes in \(run.summary.samples) samples"]
    }
}
