// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Models
import Tensors
import TestSupport
import Testing

@testable import Checkpoints

/// Whatever the bytes are, reading ends with a graph or with a failure: it never traps.
@Suite(.timeLimit(.minutes(10))) struct FuzzTests {
    static let files = [
        "checkpoints/mice_torch.onnx", "checkpoints/conv_torch_dynamo.onnx", "checkpoints/conv_torch.onnx",
        "onnx/shape_arithmetic.onnx", "onnx/constant_kinds.onnx", "onnx/resize_11_half_pixel.onnx",
        "onnx/weights_bool_field.onnx", "onnx/weights_double_field.onnx", "bad/escaping.onnx", "bad/unsupported.onnx",
    ]

    private func load(_ bytes: [UInt8], _ folder: InputFolder) throws -> Graph {
        let tensors = TensorReader(external: ExternalData(folder, checkpoint: "model.onnx"), limits: .standard)
        var importer = GraphImporter(tensors: tensors, limits: .standard)
        return try importer.graph(of: ModelProto(file: bytes, limits: .standard))
    }

    /// Every prefix of a file is incomplete, unless only fields are missing that a model can do without.
    @Test(arguments: files) func truncations(_ file: String) throws {
        let whole = try Fixtures.bytes(file)
        let folder = try InputFolder(Fixtures.folder + "/checkpoints")
        let step = max(1, whole.count / 2000)
        for length in stride(from: 0, to: whole.count - 64, by: step) {
            let failure = try #require(#expect(throws: Failure.self) { _ = try load(Array(whole[..<length]), folder) })
            #expect(failure.kind == .incomplete, "\(file), \(length) bytes: \(failure)")
        }
        for length in max(0, whole.count - 64)..<whole.count {
            do { _ = try load(Array(whole[..<length]), folder) } catch { #expect(error is Failure) }
        }
    }

    @Test(arguments: files) func mutations(_ file: String) throws {
        let whole = try Fixtures.bytes(file)
        let folder = try InputFolder(Fixtures.folder + "/checkpoints")
        var generator = SeededGenerator(seed: UInt64(whole.count))
        for _ in 0..<(whole.count > 30_000 ? 150 : 2000) {
            let mutated = mutate(whole, &generator)
            do { _ = try load(mutated, folder) } catch { #expect(error is Failure) }
        }
    }

    /// Small models whose structure is hit often also bind without a trap.
    @Test(arguments: OnnxRuntimeTests.cases.keys.sorted()) func mutantsBind(_ name: String) throws {
        let whole = try Fixtures.bytes("onnx/\(name).onnx")
        let folder = try InputFolder(Fixtures.folder + "/checkpoints")
        var generator = SeededGenerator(seed: UInt64(whole.count) + 1)
        for _ in 0..<30 {
            guard let graph = try? load(mutate(whole, &generator), folder) else { continue }
            do {
                var execution = try Execution<Float>(graph, batch: 2)
                execution.forward(Tensor(repeating: 0.3, shape: [2, execution.sampleCount]))
                _ = execution.inputGradient(output: execution.output)
            } catch { #expect(error is Failure) }
        }
    }

    @Test func noise() throws {
        var generator = SeededGenerator(seed: 3)
        let folder = try InputFolder(Fixtures.folder + "/checkpoints")
        for round in 0..<5000 {
            var bytes = (0..<Int.random(in: 0..<200, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            // Half of them start as a model does.
            if round % 2 == 0 { bytes = [0x08, 0x08, 0x3A] + bytes }
            #expect(throws: Failure.self) { _ = try load(bytes, folder) }
        }
    }

    @Test func otherFilesAreRefused() throws {
        for bytes in [Array("hello, world".utf8), [0x89, 0x50, 0x4E, 0x47], [0x50, 0x4B, 3, 4], [0]] {
            #expect(try refusal(bytes).code == "not-onnx")
        }
        let empty = try refusal([])
        #expect(empty.kind == .incomplete && empty.file == "model.onnx")
    }
}
