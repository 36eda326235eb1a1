// SPDX-License-Identifier: Apache-2.0
import Bundles
import Foundation
import Models
import Tensors

@testable import Checkpoints

/// A random model, numbers for its inputs, and what another implementation computes from them.
struct FuzzCase: Decodable, Sendable {
    struct Input: Decodable, Sendable {
        let name: String
        let value: FuzzArray
    }

    /// A derivative of ⟨u, y⟩ along a direction in one input, and a bound of its error.
    struct Slope: Decodable, Sendable {
        let input: String
        let direction: FuzzArray
        let value: Double
        let error: Double
    }

    /// Jᵀu by one input.
    struct Gradient: Decodable, Sendable {
        let input: String
        let value: FuzzArray
    }

    enum Format: String, Decodable, Sendable {
        case onnx, pt2
    }

    let name: String
    let `operator`: String
    let format: Format
    let model: Data
    let inputs: [Input]
    let outputs: [FuzzArray]
    /// u, by output; nil where an output is not real.
    let cotangents: [FuzzArray?]
    let slopes: [Slope]
    let gradients: [Gradient]

    /// Whether PyTorch exported it; then it may use what the importer does not know.
    var isExport: Bool { `operator`.hasPrefix("torch.") }

    /// The engine's graph.
    func graph() throws -> Graph {
        let folder = try InputFolder(FileManager.default.temporaryDirectory.path)
        switch format {
        case .onnx:
            let tensors = TensorReader(external: ExternalData(folder, checkpoint: "model.onnx"), limits: .standard)
            var importer = GraphImporter(tensors: tensors, limits: .standard)
            return try importer.graph(of: ModelProto(file: [UInt8](model), limits: .standard))
        case .pt2:
            let archive = try Pt2Archive([UInt8](model), limits: .standard)
            let builder = GraphBuilder(in: folder, "model.pt2", limits: .standard)
            var importer = ExportedProgramImporter(archive, builder, limits: .standard)
            return try importer.graph(of: ExportedProgram(archive.program(), limits: .standard))
        }
    }

    /// The inputs' numbers by value of the graph. Names that an export has changed go by position.
    func values<T: Real>(in graph: Graph) -> [Graph.ValueID: Tensor<T>] {
        let free = graph.inputs.filter { graph.constants[$0.value] == nil }
        return Dictionary(uniqueKeysWithValues: zip(free, inputs).map { ($0.value, $1.value.tensor()) })
    }

    /// The value of the graph that an input's name stands for.
    func value(of input: String, in graph: Graph) -> Graph.ValueID? {
        let free = graph.inputs.filter { graph.constants[$0.value] == nil }
        return zip(inputs, free).first { $0.0.name == input }?.1.value
    }

    /// The cases of a shard, one JSON document a line.
    static func read(_ shard: String) throws -> [FuzzCase] {
        let text = try Data(contentsOf: URL(fileURLWithPath: shard))
        let decoder = JSONDecoder()
        return try text.split(separator: UInt8(ascii: "\n")).map { try decoder.decode(FuzzCase.self, from: $0) }
    }
}
