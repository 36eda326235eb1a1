// SPDX-License-Identifier: Apache-2.0
import Durability
import Foundation
import Testing

@testable import Pipeline

/// Multi-run augmentation (6.15): an earlier result published again beside samples of a new checkpoint.
@Suite(.serialized, .timeLimit(.minutes(10))) struct MultiRunTests {
    static let quick = "chunk_size = 3\n[attack]\niterations = 8\npretraining_steps = 20\n"
    static let twice = quick + "variants = 2\n"

    private func rows(_ outbox: Outbox, _ name: String) throws -> [[Substring]] {
        try outbox.scratch.text("\(name)/samples.csv").split(separator: "\n").dropFirst()
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    }

    /// Two results of each image, then one by another model, then one more: a chain of three runs.
    @Test func threeRunsOfImages() throws {
        let outbox = try Outbox()
        let (first, _) = try outbox.publish(TestBundle.images(4, job: Self.twice))
        let (alone, _) = try outbox.publish(TestBundle.images(4, checkpoint: "dense_torch.onnx", job: Self.quick))
        let second = try outbox.publish(
            TestBundle.images(4, checkpoint: "dense_torch.onnx", job: "earlier = \"\(first)\"\n" + Self.quick))
        #expect(second.run.status == 0, "\(second.run)")
        try expectBeside(outbox, first, second.name, alone, variants: 2)
        let third = try outbox.publish(
            TestBundle.images(4, job: "seed = 5\nearlier = \"\(second.name)\"\n" + Self.quick))
        #expect(third.run.status == 0, "\(third.run)")
        #expect(try outbox.checksumStatus(third.name) == 0)
        let all = try rows(outbox, third.name)
        #expect(all.map { $0[15] } == (["1", "1", "2", "3"].flatMap { Array(repeating: $0, count: 4) }))
        #expect(all.map { $0[3] } == (1...4).flatMap { Array(repeating: "\($0)", count: 4) })
        #expect(Set(all.map { $0[2] }).count == 16, "no two runs share a file")
        let manifest = try outbox.manifest(third.name)
        #expect(manifest.earlier?.runs.map(\.checkpoint) == ["conv_torch.onnx", "dense_torch.onnx"])
        #expect(
            try manifest.earlier?.runs.map(\.checkpointDigest)
                == [first, alone].map { try outbox.manifest($0).used.checkpointDigest })
        #expect(manifest.earlier?.runs.map(\.seed) == [0, 0] && manifest.seed == 5)
    }

    /// `later` holds the bytes of `earlier` under their own names, and those of `alone` under new ones.
    private func expectBeside(
        _ outbox: Outbox, _ earlier: String, _ later: String, _ alone: String, variants: Int
    ) throws {
        #expect(try outbox.checksumStatus(later) == 0)
        let files = try [earlier, later, alone].map {
            try outbox.published($0).filter { $0.key.hasPrefix("augmented") }
        }
        for (path, bytes) in files[0] { #expect(files[1][path] == bytes, "\(path)") }
        for (path, bytes) in files[2] {
            #expect(files[1][ResultPlaces.path(path, variant: variants)] == bytes, "\(path)")
        }
        #expect(files[1].count == files[0].count + files[2].count && !files[2].isEmpty)
        let tables = try [earlier, later].map { try outbox.scratch.text("\($0)/samples.csv") }
        #expect(tables[1].hasPrefix(tables[0]))
        let (new, single) = (try rows(outbox, later).dropFirst(rows(outbox, earlier).count), try rows(outbox, alone))
        #expect(new.count == single.count)
        for (row, own) in zip(new, single) {
            let output = own[2].isEmpty ? "" : ResultPlaces.path(String(own[2]), variant: variants)
            #expect(row[2] == output && Int(row[3]) == variants + 1 && row[15] == "2")
            #expect(row[4..<15] == own[4..<15])
        }
        let statistics = try [earlier, later, alone].map(outbox.statistics)
        #expect(statistics[1].outcomes == statistics[2].outcomes && statistics[1].l2 == statistics[2].l2)
        #expect(statistics[1].byRun == ["1": statistics[0].outcomes, "2": statistics[2].outcomes])
        #expect(statistics[0].byRun == nil)
        let manifest = try #require(try outbox.manifest(later).earlier)
        #expect(
            try manifest.manifestDigest == SHA256Hasher.digest(of: outbox.scratch.read("\(earlier)/manifest.json")))
    }

    /// Tables: `augmented.csv` stays, the new rows are in `augmented-2.csv`. Run again, the same bytes come.
    @Test func twoRunsOfATable() throws {
        let outbox = try Outbox()
        let (first, _) = try outbox.publish(TestBundle.mice(rows: 20, job: Self.quick))
        let (alone, _) = try outbox.publish(TestBundle.mice(rows: 20, job: "seed = 1\n" + Self.quick))
        let job = "seed = 1\nearlier = \"\(first)\"\n" + Self.quick
        let bundle = try TestBundle.mice(rows: 20, job: job)
        let (second, run) = try outbox.publish(bundle)
        #expect(run.status == 0, "\(run)")
        try expectBeside(outbox, first, second, alone, variants: 1)
        let other = try Outbox()
        try outbox.copy(first, to: "\(other.path)/\(first)")
        #expect(try other.publish(bundle).run.status == 0)
        #expect(try other.published(second) == outbox.published(second))
    }

    /// A result inside the bundle: the job stands for itself, and the result is not taken for data.
    @Test func resultInTheBundle() throws {
        let outbox = try Outbox()
        let (first, _) = try outbox.publish(TestBundle.images(3, job: Self.quick))
        let job = "earlier = \"before\"\n" + Self.quick
        let bundle = try TestBundle.images(3, checkpoint: "dense_torch.onnx", job: job)
        try outbox.copy(first, to: "\(bundle.path)/before")
        let inspection = try bundle.prepared().inspection
        #expect(inspection.samples == 3 && inspection.ignored.isEmpty)
        #expect(inspection.earlier == "run 1 of before, 3 samples")
        let (second, run) = try outbox.publish(bundle)
        #expect(run.status == 0, "\(run)")
        let (alone, _) = try outbox.publish(TestBundle.images(3, checkpoint: "dense_torch.onnx", job: Self.quick))
        try expectBeside(outbox, first, second, alone, variants: 1)
        // A file that is not whole may still be on its way.
        let file = "before/augmented/images/even/0.uae.png"
        try bundle.scratch.write(bundle.scratch.read(file).dropLast(9), file)
        #expect(bundle.refusal()?.kind == .incomplete && bundle.refusal()?.file == file)
    }

    /// Two IDX sets, of which each run leaves out what it finds nothing for.
    @Test func omittedSamplesAndIDX() throws {
        func bundle(_ job: String) throws -> TestBundle {
            let bundle = try TestBundle("on_failure = \"omit\"\n" + job)
            for (name, range) in [("train", 0..<3), ("t10k", 3..<5)] {
                let pixels = try range.flatMap { try TestBundle.pixels($0).map { UInt8($0) } }
                let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, UInt8(range.count), 0, 0, 0, 28, 0, 0, 0, 28]
                try bundle.scratch.write(header + pixels, "\(name)-images-idx3-ubyte")
                try bundle.scratch.write(
                    [0, 0, 8, 1, 0, 0, 0, UInt8(range.count)] + range.map { UInt8($0 % 2) }, "\(name)-labels-idx1-ubyte"
                )
            }
            try bundle.add(checkpoint: "conv_torch.onnx")
            return bundle
        }
        let outbox = try Outbox()
        let none = "[attack]\npreset = \"paper\"\nalpha = 1e-9\niterations = 2\n"
        let (first, _) = try outbox.publish(bundle(none))
        let (alone, _) = try outbox.publish(bundle(Self.quick))
        let (second, run) = try outbox.publish(bundle("earlier = \"\(first)\"\n" + Self.quick))
        #expect(run.status == 0, "\(run)")
        try expectBeside(outbox, first, second, alone, variants: 1)
        #expect(try rows(outbox, second).prefix(5).allSatisfy { $0[2].isEmpty })
    }
}
