// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import FoundationEssentials
import JobRecords

/// Where a job comes from, as far as the daemon knows, for `run.json`.
public struct Provenance: Codable, Sendable, Equatable {
    public var ownerUid: Int?
    public var owner: String?
    /// `declared`, `renamed-in`, `scheduled`, `settled`; nil for a run without a daemon.
    public var arrival: String?
    public var claimed: Date?
    /// Worker deaths before this worker.
    public var deaths: Int?
    /// The bundle's name as it was dropped, and the name of its inbox.
    public var bundle: String?
    public var inbox: String?
    public var datasetDigest: String?
    public var checkpointDigest: String?
    public var settingsDigest: String?
    /// The schedule that made the job, the tick's nominal time, and how many ticks before it passed without a run; nil
    /// for a job that was dropped.
    public var schedule: String?
    public var tick: Date?
    public var missedTicks: Int?

    /// The other properties are nil at first.
    public init(
        ownerUid: Int? = nil, owner: String? = nil, arrival: String? = nil, claimed: Date? = nil, deaths: Int? = nil
    ) {
        self.ownerUid = ownerUid
        self.owner = owner
        self.arrival = arrival
        self.claimed = claimed
        self.deaths = deaths
    }

    /// The provenance of a job, without its schedule.
    ///
    /// - Parameter owner: the account's name; nil if the user number has none.
    public init(_ job: JobRecord, owner: String?) {
        self.init(
            ownerUid: Int(job.ownerUid), owner: owner, arrival: job.arrival.rawValue, claimed: job.claimed,
            deaths: job.deaths)
        (bundle, inbox) = (job.name, job.inbox)
        (datasetDigest, checkpointDigest) = (job.datasetDigest, job.checkpointDigest)
        settingsDigest = job.settingsDigest
    }
}

/// `run.json`: when, where and by whom a result was made, for people. It enters no digest and no comparison of results,
/// and the daemon relies on nothing in it.
public struct RunReport: Codable, Sendable, Equatable {
    /// The report's name in a result.
    public static let name = "run.json"

    public var schema = 1
    /// nil for a run without a daemon.
    public var job: Int?
    public var name: String
    /// SHA-256 of `plan.json`, which identifies results of one and the same run.
    public var plan: String
    public var provenance: Provenance
    /// When the worker that laid the result out started.
    public var started: Date
    public var finished: Date
    public var threads: Int
    public var host: String
    /// Chunks of earlier workers that this one found.
    public var resumedChunks: Int
    public var chunks: Int
    public var summary: ResultSummary

    /// The report in a published folder; nil if there is no folder, or it has no report that can be decoded.
    public static func read(_ folder: String, disk: any Disk = LocalDisk()) -> RunReport? {
        read(file: folder + "/" + name, disk: disk)
    }

    static func read(file: String, disk: any Disk) -> RunReport? {
        guard let bytes = try? disk.contents(of: file, limit: 1 << 20) else { return nil }
        return try? decoder.decode(RunReport.self, from: Data(bytes))
    }

    /// Changes the name in the report of a result that is not published yet.
    static func rename(_ name: String, in result: String, on disk: any Disk) throws {
        let file = result + "/" + Self.name
        guard var report = read(file: file, disk: disk) else { return }
        report.name = name
        try disk.writeWhole(report.json(), to: file)
    }

    func json() throws -> [UInt8] { Array(try Self.encoder.encode(self)) + [UInt8(ascii: "\n")] }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return encoder
    }
}
