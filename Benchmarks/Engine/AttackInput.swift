// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Attacks
import Checkpoints
import Foundation
import Kernels
import Models
import Tensors

/// The arguments that the measurements share: the samples, the model and the attack.
struct AttackInput: ParsableArguments {
    @Argument(help: "NAME of NAME.safetensors and NAME.architecture.json, or of NAME.pt2") var stem: String
    @Argument(help: "float32, row after row") var samples: String
    @Option(help: "uaed, paper or released") var preset = "released"
    @Option(help: "samples computed together") var batch = 16
    @Option(help: "T") var iterations: Int?
    @Option(help: "K of random sampling") var rows: Int?
    @Option(help: "take the first so many samples") var count: Int?

    func execution() throws -> Execution<Float> { try Execution<Float>(graph(), batch: batch) }

    func graph() throws -> Graph {
        let isExport = FileManager.default.fileExists(atPath: stem + ".pt2")
        let url = URL(filePath: stem + (isExport ? ".pt2" : ".safetensors"))
        return try Checkpoint(
            folder: url.deletingLastPathComponent().path, file: url.lastPathComponent,
            hdf5: HDF5Reader(program: "none is needed here")
        ).graph
    }

    /// All samples, row after row.
    func values() throws -> [Float] {
        let bytes = try Data(contentsOf: URL(filePath: samples))
        return bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }

    func batches(_ model: Execution<Float>) throws -> [Batch<Float>] {
        let values = try values()
        let d = model.sampleCount
        let total = min(count ?? .max, values.count / d)
        return stride(from: 0, to: total, by: batch).map { start in
            let range = start..<min(start + batch, total)
            let elements = Array(values[range.lowerBound * d..<range.upperBound * d])
            return Batch(
                x: Tensor(shape: [range.count, d], elements: elements), indices: Array(range),
                grid: StorageGrid(step: [1.0 / 255], origin: [0]))
        }
    }

    func parameters(_ model: Execution<Float>) throws -> Parameters {
        guard let preset = Preset(rawValue: preset) else { throw ValidationError("no preset \(preset)") }
        let shape = model.sampleShape
        var parameters = Parameters.preset(
            preset, sampling: .automatic(featureMaps: model.firstConvolution?.maps), objective: .reconstruction,
            elementShape: shape.count == 3 ? [shape[1], shape[2], shape[0]] : shape)
        if let iterations { parameters.iterations = iterations }
        if let rows { parameters.rowCount = rows }
        if parameters.sampling == .random { parameters.storageAware = false }
        return parameters
    }

    func attack(_ model: Execution<Float>) throws -> MinMax<Float> {
        let parameters = try parameters(model)
        let matrices: RandomMatrices<Float>? =
            parameters.sampling == .random
            ? RandomMatrices(parameters, seed: 0, inputs: model.sampleCount) : nil
        return MinMax(parameters: parameters, seed: 0, matrices: matrices)
    }
}
