// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Models
import Tensors
import TestSupport
import Testing

@testable import Checkpoints

/// Whatever the bytes of a checkpoint are, reading ends with a graph or with a failure: it never traps.
@Suite(.timeLimit(.minutes(10))) struct FormatFuzzTests {
    /// Mutants must not ask for gigabytes.
    static let limits: Limits = {
        var limits = Limits.standard
        limits.inputElements = 1 << 12
        limits.tensorElements = 1 << 20
        return limits
    }()

    /// A failure is an answer; a graph is bound and run, where that is small.
    private func expectAnswer(_ body: () throws -> Graph?) {
        do {
            guard let graph = try body() else { return }
            var execution = try Execution<Float>(graph, batch: 2)
            execution.forward(Tensor(repeating: 0.3, shape: [2, execution.sampleCount]))
            _ = execution.inputGradient(output: execution.output)
        } catch { #expect(error is Failure, "\(error)") }
    }

    private func folder() throws -> InputFolder { try InputFolder(Fixtures.folder + "/checkpoints") }

    @Test(arguments: ["mice", "cnn"]) func safetensors(_ name: String) throws {
        let whole = try Fixtures.bytes("checkpoints/\(name)_torch.safetensors")
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<5000 {
            let bytes = mutate(whole, &generator)
            do {
                _ = try SafetensorsHeader(size: bytes.count, limits: Self.limits) { offset, count in
                    Array(bytes.dropFirst(offset).prefix(count))
                }
            } catch { #expect(error is Failure) }
        }
        for length in 0..<min(whole.count, 1500) {
            let failure = #expect(throws: Failure.self) {
                _ = try SafetensorsHeader(size: length, limits: Self.limits) { offset, count in
                    Array(whole[..<length].dropFirst(offset).prefix(count))
                }
            }
            #expect(failure?.kind == .incomplete, "\(length) bytes: \(failure as Any)")
        }
    }

    @Test(arguments: ["mice", "cnn", "conv"]) func architectures(_ name: String) throws {
        let whole = try Fixtures.bytes("checkpoints/\(name)_torch.architecture.json")
        let (folder, file) = (try folder(), "\(name)_torch.safetensors")
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<1000 {
            let bytes = mutateText(whole, &generator)
            expectAnswer {
                let tensors = try SafetensorsFile(folder.checkpoint(file), limits: Self.limits)
                let architecture = try Architecture(
                    JSONReader.value(bytes[...], limits: Self.limits), limits: Self.limits)
                var importer = ArchitectureImporter(
                    tensors, layout: architecture.layout, graph: GraphBuilder(in: folder, file, limits: Self.limits))
                return try importer.graph(of: architecture)
            }
        }
    }

    /// Directory, headers and deflate data; a stored file's own bytes are guarded by its CRC.
    @Test(arguments: [
        "keras/branches.keras", "keras/layers.keras", "pt2/core.pt2", "pt2/fixed.pt2", "pt2/image.pt2", "pt2/rows.pt2",
    ]) func archives(_ file: String) throws {
        let whole = try Fixtures.bytes(file)
        var generator = SeededGenerator(seed: 13)
        for _ in 0..<2500 {
            let bytes = mutate(whole, &generator)
            do {
                let archive = try ZipArchive(bytes, limits: Self.limits)
                for name in archive.names { _ = try archive.contents(name, limit: 1 << 24) }
            } catch { #expect(error is Failure) }
        }
        for length in stride(from: 0, to: whole.count, by: max(1, whole.count / 300)) {
            let failure = #expect(throws: Failure.self) {
                _ = try ZipArchive(Array(whole[..<length]), limits: Self.limits)
            }
            #expect(length < 4 || failure?.kind == .incomplete, "\(length) bytes: \(failure as Any)")
        }
    }

    @Test(arguments: [
        "branches", "layers", "families/nested", "families/shared", "families/functions", "families/recurrent",
        "families/images", "families/normalizations",
    ]) func kerasConfigurations(_ name: String) throws {
        let archive = try ZipArchive(Fixtures.bytes("keras/\(name).keras"), limits: .standard)
        let config = try archive.contents("config.json", limit: 1 << 20)
        let file = try InputFile(
            path: "model.weights.h5", memory: archive.contents("model.weights.h5", limit: 1 << 24))
        let builder = GraphBuilder(in: try folder(), "model.keras", limits: Self.limits)
        var generator = SeededGenerator(seed: 14)
        try HDF5File.open(file, reader: .built, limits: Self.limits) { hdf5 in
            let weights = KerasWeights.numbered(try KerasGroups(hdf5))
            for _ in 0..<600 {
                let bytes = mutateText(config, &generator)
                expectAnswer {
                    let model = try KerasModel(
                        JSONReader.value(bytes[...], limits: Self.limits), limits: Self.limits)
                    var importer = KerasImporter(weights, hdf5, builder, version: "3.5.0", limits: Self.limits)
                    return try importer.graph(of: model)
                }
            }
        }
    }

    @Test(arguments: [
        "image", "core", "rows", "parts/attention", "parts/movements", "parts/recurrent", "parts/windows",
        "parts/unfolded", "parts/reductions",
    ]) func programs(_ name: String) throws {
        let bytes = try Fixtures.bytes("pt2/\(name).pt2")
        let archive = try Pt2Archive(bytes, limits: Self.limits)
        let zip = try ZipArchive(bytes, limits: Self.limits)
        let whole = try zip.contents("\(name.split(separator: "/").last!)/models/model.json", limit: 1 << 24)
        let builder = GraphBuilder(in: try folder(), "model.pt2", limits: Self.limits)
        var generator = SeededGenerator(seed: 15)
        for _ in 0..<600 {
            let mutant = mutateText(whole, &generator)
            expectAnswer {
                let program = try ExportedProgram(
                    JSONReader.value(mutant[...], limits: Self.limits), limits: Self.limits)
                var importer = ExportedProgramImporter(archive, builder, limits: Self.limits)
                return try importer.graph(of: program)
            }
        }
    }

    /// Where a weight lies: sizes, strides and offsets that lead out of the storage.
    @Test func places() throws {
        let zip = try ZipArchive(Fixtures.bytes("pt2/rows.pt2"), limits: Self.limits)
        let archive = try Pt2Archive(Fixtures.bytes("pt2/rows.pt2"), limits: Self.limits)
        let whole = try zip.contents("rows/data/weights/model_weights_config.json", limit: 1 << 20)
        var generator = SeededGenerator(seed: 16)
        for _ in 0..<2000 {
            let mutant = mutateText(whole, &generator)
            do {
                let json = try JSONReader.value(mutant[...], limits: Self.limits)
                var (budget, storages) = (TensorBudget(Self.limits), Pt2Storages(Self.limits))
                for (name, value) in json["config"]?.object ?? [:] {
                    let place = try Pt2Archive.Place(name, value, folder: "rows/data/weights/")
                    _ = try archive.constant(name, place, &budget, &storages)
                }
            } catch { #expect(error is Failure) }
        }
    }
}
