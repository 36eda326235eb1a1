// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Foundation
import TestSupport
import Testing

@testable import Checkpoints

/// Damaged HDF5 files, each read as a job would read it: by a child of its own.
///
/// libhdf5 1.10.8 crashes on some of ten thousand, and never ends with others; here that is a failure like another.
/// 10,000 mutants take minutes: `make soak`.
@Suite(
    .withoutSanitizer("what libhdf5 does with damaged files is known: that is why a child reads them"),
    .timeLimit(.minutes(240)))
struct HDF5FuzzTests {
    static let limits: Limits = {
        var limits = Limits.standard
        limits.tensorElements = 1 << 20
        limits.jsonBytes = 1 << 20
        return limits
    }()

    static let reader: HDF5Reader = {
        var reader = HDF5Reader.built
        reader.processorSeconds = 2
        reader.patience = .seconds(30)
        return reader
    }()

    /// Of each of the three files: some 17 ms for each mutant.
    static let count = (ProcessInfo.processInfo.environment["UAED_MUTANTS"].flatMap { Int($0) } ?? 1500) / 3

    /// What became of mutants: the failures' codes, or `graph`.
    private struct Outcomes {
        var counts: [String: Int] = [:]

        /// Every failure must be the file's: not the machine's, not uaed's.
        mutating func note(_ read: () throws -> Void) {
            do {
                try read()
                counts["graph", default: 0] += 1
            } catch let failure as Failure {
                #expect(failure.kind == .refused || failure.kind == .incomplete, "\(failure)")
                counts[failure.code, default: 0] += 1
            } catch {
                Issue.record(error)
            }
        }
    }

    /// As Keras 2 stored models.
    @Test(arguments: ["branches.h5", "layers.h5"]) func legacyFiles(_ name: String) throws {
        let whole = try Fixtures.bytes("keras/\(name)")
        let scratch = try Scratch()
        var (generator, outcomes) = (SeededGenerator(seed: 21), Outcomes())
        for _ in 0..<Self.count {
            try scratch.write(mutate(whole, &generator), name)
            outcomes.note {
                _ = try Checkpoint(folder: scratch.path, file: name, hdf5: Self.reader, limits: Self.limits)
            }
        }
        print("mutants of \(name): \(outcomes.counts)")
        #expect(outcomes.counts.values.reduce(0, +) == Self.count)
    }

    /// The weights of a `.keras` archive; in one they are guarded by a CRC that a mutant would not pass.
    @Test func weightsOfArchives() throws {
        let archive = try ZipArchive(Fixtures.bytes("keras/branches.keras"), limits: .standard)
        let config = try archive.contents("config.json", limit: 1 << 20)
        let whole = try archive.contents("model.weights.h5", limit: 1 << 24)
        let model = try KerasModel(JSONReader.value(config[...], limits: Self.limits), limits: Self.limits)
        let builder = GraphBuilder(in: try InputFolder(Fixtures.folder), "m.keras", limits: Self.limits)
        var (generator, outcomes) = (SeededGenerator(seed: 22), Outcomes())
        for _ in 0..<Self.count {
            let file = try InputFile(path: "m.keras", memory: mutate(whole, &generator))
            outcomes.note {
                try HDF5File.open(file, reader: Self.reader, limits: Self.limits) { hdf5 in
                    var importer = KerasImporter(
                        .numbered(try KerasGroups(hdf5)), hdf5, builder, version: nil, limits: Self.limits)
                    _ = try importer.graph(of: model)
                }
            }
        }
        print("mutants of model.weights.h5: \(outcomes.counts)")
        #expect(outcomes.counts["graph"] ?? 0 > 0 && outcomes.counts["bad-hdf5"] ?? 0 > 0)
    }

    @Test func truncations() throws {
        let whole = try Fixtures.bytes("keras/branches.h5")
        let scratch = try Scratch()
        for length in stride(from: 0, to: whole.count, by: 97) {
            try scratch.write(Array(whole[..<length]), "m.h5")
            let failure = #expect(throws: Failure.self) { try Checkpoint(folder: scratch.path, file: "m.h5") }
            #expect(failure?.kind == .incomplete, "\(length) bytes: \(failure as Any)")
        }
    }
}
