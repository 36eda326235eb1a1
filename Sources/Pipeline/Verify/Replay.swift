// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Durability
import JobRecords
import Jobs

/// Computes samples of a result again from the bundle and the manifest's settings, and
/// compares them with what is stored.
///
/// A chunk is always computed with the same batch shapes, so the whole chunks that hold the chosen
/// samples are computed. In a result with earlier runs, only the last run is computed, because the others
/// came from other checkpoints.
struct Replay {
    let folder: String
    let work: GenerationWork
    private var plan: Plan { work.plan }

    /// - Parameter samples: number of the last run's rows in `samples.csv`.
    /// - Throws: `Failure` (refused) if the bundle is not the result's, or if this machine or this
    ///   version computes differently.
    init(_ folder: String, _ manifest: Manifest, samples: Int, _ bundle: BundleRequest) throws {
        self.folder = folder
        let contents = try BundleContents(folder: bundle.bundle)
        let settings = try Self.settings(manifest, bundle)
        work = try PreparedJob(contents, settings: settings, request: bundle, beside: manifest.earlier).work
        let inputs = [manifest.used.inputs, plan.inputs].map { all in
            all.filter { $0.path != manifest.earlier?.listPath }
        }
        let read = Set(inputs[0].map(\.sha256))
        if let other = inputs[1].first(where: { !read.contains($0.sha256) }) {
            throw Failure.refused(
                "other-bundle", "is not what the result was made of", hint: "name the very bundle: --bundle PATH",
                file: other.path)
        }
        guard inputs[0].count == inputs[1].count, plan.sampleCount == samples,
            plan.chunkSize == manifest.chunkSize, work.job.parameters == manifest.attack.parameters
        else {
            throw Failure.refused(
                "other-plan", "this version plans the bundle otherwise than the result's manifest says",
                hint: "replay with uaed \(manifest.versions.uaed)", file: folder)
        }
        guard plan.numerics == manifest.numerics else {
            throw Failure.refused(
                "other-numerics",
                "was computed with other numerics (\(manifest.numerics.core), version \(manifest.numerics.version)) than "
                    + "this machine's (\(plan.numerics.core), version \(plan.numerics.version)): bytes cannot be compared",
                hint: "replay on such a machine; arithmetic = \"portable\" gives the same bytes everywhere",
                file: folder)
        }
    }

    /// The manifest's settings, which are untrusted. An earlier result is kept if the bundle brings it, so that its
    /// files are not taken for data. Otherwise it is dropped, because nothing of it is computed.
    private static func settings(_ manifest: Manifest, _ bundle: BundleRequest) throws -> JobSettings {
        var settings = manifest.asked.settings
        try settings.check(file: ResultFiles.manifest)
        try manifest.earlier?.check(file: ResultFiles.manifest)
        if let name = settings.earlier, try !EarlierLocation.holds(bundle.bundle, name) { settings.earlier = nil }
        return settings
    }

    /// `count` places among the last run's rows: those with the least SHA-256 of "uaed-replay SEED PLACE". The same
    /// seed gives the same places.
    static func chosen(_ count: Int, of samples: Int, seed: UInt64) -> [Int] {
        let order = (0..<samples).map { (SHA256Hasher.digest(of: Array("uaed-replay \(seed) \($0)".utf8)), $0) }
        return order.sorted { $0 < $1 }.prefix(count).map(\.1).sorted()
    }

    /// - Returns: a description of what was computed, and every place that differs.
    func run(_ count: Int) throws -> (message: String, faults: [String]) {
        let places = Self.chosen(count, of: plan.sampleCount, seed: plan.seed)
        let chunks = Set(places.map { $0 / plan.chunkSize }).sorted()
        let published = try published(Set(places))
        var faults: [String] = []
        for chunk in chunks {
            let records = try work.chunk(chunk) { _ in true }
            for place in places where plan.samples(of: chunk).contains(place) {
                let record = records[place - chunk * plan.chunkSize]
                if let fault = try fault(record, published[place]) { faults.append("sample \(place): \(fault)") }
            }
        }
        let some = places.prefix(20).map(String.init).joined(separator: ", ") + (places.count > 20 ? ", …" : "")
        return (
            "\(places.count) samples (\(some); chosen by SHA-256 of seed and place) computed again in \(chunks.count) chunks: "
                + "the same bytes", faults
        )
    }

    private func fault(_ record: ChunkRecord, _ published: (row: [UInt8], stored: [UInt8]?)?) throws -> String? {
        guard let published else { return "it has no row" }
        let details = try CanonicalJSON.decode(SampleDetails.self, from: record.details)
        let isOmitted = details.isOmitted(work.job.settings)
        if Array(SamplesTable.row(details, run: work.job.run, isOmitted: isOmitted).utf8) != published.row {
            return "its row differs"
        }
        if isOmitted { return published.stored == nil ? nil : "it is stored although it was left out" }
        return record.stored == published.stored ? nil : "its stored bytes differ"
    }
}

extension Replay {
    /// The last run's rows at `places`, and what is stored for them.
    private func published(_ places: Set<Int>) throws -> [Int: (row: [UInt8], stored: [UInt8]?)] {
        var found: [Int: (row: [UInt8], stored: [UInt8]?)] = [:]
        /// Keyed by output: for each place in that file, its place in the table.
        var wanted: [String: (index: Int, places: [Int: Int])] = [:]
        var filled: [String: Int] = [:]
        var place = 0
        try SampleRow.read(in: folder) { row in
            guard row.run == work.job.run else { return }
            defer { place += 1 }
            let output = row.details.output
            if !row.isOmitted { filled[output, default: 0] += 1 }
            guard places.contains(place) else { return }
            found[place] = (row.raw, nil)
            if row.isOmitted { return }
            wanted[output, default: (row.details.index, [:])].places[filled[output, default: 1] - 1] = place
        }
        for (output, want) in wanted {
            let result = work.data.dataset(of: want.index).result
            let records = try result.laidOut(Set(want.places.keys), of: output, in: folder)
            for (inFile, place) in want.places { found[place]?.stored = records[inFile] }
        }
        return found
    }
}
