// SPDX-License-Identifier: Apache-2.0
import Base

/// The part of an earlier result's `manifest.json` that is needed to publish it again.
struct EarlierManifest: Decodable {
    struct Used: Decodable {
        var samples: Int
        var sampleShape: [Int]
        var columns: [String]?
        var checkpoint: String
        var datasetDigest: String
        var checkpointDigest: String

        private enum CodingKeys: String, CodingKey {
            case samples, columns, checkpoint
            case sampleShape = "sample_shape"
            case datasetDigest = "dataset_digest"
            case checkpointDigest = "checkpoint_digest"
        }
    }

    /// The settings that decide which samples `limit` keeps.
    struct Asked: Decodable {
        struct Source: Decodable {
            var limitOrder: JobSettings.LimitOrder?

            private enum CodingKeys: String, CodingKey { case limitOrder = "limit_order" }
        }
        var dataset: Source?
    }

    struct Numerics: Decodable { var version: Int }

    var asked: Asked?
    var numerics: Numerics
    var used: Used
    var seed: UInt64
    var earlier: EarlierResult?

    /// - Throws: `Failure` (refused), with both values, if the result was made from other samples.
    func check(against data: JoinedDataset, digest: String, name: String) throws {
        let columns = Self.difference(used.columns ?? [], data.columnNames ?? [])
        let differences = [
            ("samples of shape", "\(used.sampleShape)", "\(data.elementShape)"),
            ("tables whose columns are", columns.0, columns.1),
            ("originals in number", "\(used.samples)", "\(data.count)"),
            ("samples of a limit,", data.choice == nil ? "" : choice, data.choice ?? ""),
            ("data with the SHA-256", used.datasetDigest, digest),
        ]
        guard let (what, earlier, now) = differences.first(where: { $0.1 != $0.2 }) else { return }
        throw Failure.refused(
            "earlier-mismatch",
            "the earlier result '\(name)' was made of \(what) \(earlier); this bundle's is \(now)",
            hint: "its samples and the new ones must have the same originals: name another result, or take earlier away"
        )
    }

    /// Version 1 knew no other limit than that of the first samples.
    private var choice: String {
        numerics.version < 2 ? "the first ones" : JoinedDataset.choice(asked?.dataset?.limitOrder, seed: seed)
    }

    /// How two lists of columns differ, in a few words; two empty texts if they are equal.
    private static func difference(_ earlier: [String], _ now: [String]) -> (String, String) {
        guard earlier != now else { return ("", "") }
        guard earlier.count == now.count, let place = earlier.indices.first(where: { earlier[$0] != now[$0] }) else {
            return ("\(earlier.count)", "\(now.count)")
        }
        return ("'\(earlier[place])' at place \(place + 1)", "'\(now[place])'")
    }
}
