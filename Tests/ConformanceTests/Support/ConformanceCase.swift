// SPDX-License-Identifier: Apache-2.0
import Bundles
import Foundation
import Models

@testable import Checkpoints

/// One of ONNX's cases: a model, and for each of its data sets what goes in and what comes out.
struct ConformanceCase {
    struct Input {
        let name: String
        let value: Graph.ValueID
        let given: Graph.Constant
    }

    struct DataSet {
        let graph: Graph
        /// The real inputs; the others are constants of the graph.
        let inputs: [Input]
        let outputs: [Expected]
    }

    let name: String
    let dataSets: [DataSet]

    /// Reads `release/group/case` from the corpus.
    init(_ name: String) throws {
        self.name = name
        let folder = Corpus.folder + "/" + name
        let model = try ModelProto(file: Self.bytes(folder + "/model.onnx"), limits: .standard)
        let sets = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("test_data_set") }
        dataSets = try sets.sorted().map { try DataSet(model, folder: folder, set: folder + "/" + $0) }
    }

    fileprivate static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// The tensors `input_0.pb`, `input_1.pb`, … (or `output_…`) of a data set.
    fileprivate static func tensors(_ kind: String, _ set: String) throws -> [TensorProto] {
        let count = try FileManager.default.contentsOfDirectory(atPath: set).count { $0.hasPrefix(kind + "_") }
        return try (0..<count).map { try TensorProto(WireReader(bytes("\(set)/\(kind)_\($0).pb"))) }
    }
}

extension ConformanceCase.DataSet {
    /// Inputs that are integers or booleans become initializers, as an exporter would have written them.
    init(_ model: ModelProto, folder: String, set: String) throws {
        var model = model
        var reader = TensorReader(
            external: ExternalData(try InputFolder(folder), checkpoint: "model.onnx"), limits: .standard)
        let constants = Set(model.graph.initializers.map(\.name))
        let free = model.graph.inputs.filter { !constants.contains($0.name) }
        var given: [String: Graph.Constant] = [:]
        for (input, var tensor) in zip(free, try ConformanceCase.tensors("input", set)) {
            tensor.name = input.name
            let value = try reader.constant(tensor)
            if case .real = value { given[input.name] = value } else { model.graph.initializers.append(tensor) }
        }
        var importer = GraphImporter(tensors: reader, limits: .standard)
        graph = try importer.graph(of: model)
        inputs = graph.inputs.compactMap { input in
            given[input.name].map { .init(name: input.name, value: input.value, given: $0) }
        }
        outputs = try zip(model.graph.outputs, ConformanceCase.tensors("output", set)).map { declared, tensor in
            Expected(value: try reader.constant(tensor), type: tensor.type, declaredType: declared.elementType)
        }
    }
}
