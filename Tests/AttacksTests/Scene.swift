// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

@testable import Attacks

/// The small convolutional autoencoder of a golden file, 8-bit samples from Philox, and one preset.
struct Scene<Scalar: CriticScalar> {
    let graph: Graph
    var parameters: Parameters
    let attack: MinMax<Scalar>

    init(_ preset: Preset, _ sampling: Sampling, change: (inout Parameters) -> Void = { _ in }) throws {
        graph = try GoldenFile("uaed_unsup_conv").graph
        parameters = .preset(preset, sampling: sampling, elementShape: [6, 6, 1])
        parameters.rowCount = 8
        parameters.rowLength = 12
        change(&parameters)
        attack = MinMax(
            parameters: parameters, seed: 11,
            matrices: sampling == .random ? RandomMatrices(parameters, seed: 11, inputs: 36) : nil)
    }

    func sample(_ index: Int) -> [Scalar] {
        var stream = RandomStream(seed: 77, sample: UInt64(index), purpose: .reference)
        return (0..<36).map { _ in Scalar(Float(stream.integer(below: 256)) / 255) }
    }

    func batch(
        _ indices: [Int], values: [Scalar]? = nil, grid: StorageGrid = StorageGrid(step: [1.0 / 255], origin: [0]),
        frozen: [Bool]? = nil
    ) -> Batch<Scalar> {
        let values = values ?? indices.flatMap { sample($0) }
        return Batch(
            x: Tensor(shape: [indices.count, 36], elements: values), indices: indices, grid: grid, frozen: frozen)
    }

    func run(
        _ indices: [Int], batch count: Int, values: [Scalar]? = nil,
        grid: StorageGrid = StorageGrid(step: [1.0 / 255], origin: [0]), frozen: [Bool]? = nil,
        progress: (Double) -> Bool = { _ in true }
    ) throws -> [Outcome<Scalar>] {
        var model = try Execution<Scalar>(graph, batch: count)
        return try attack.run(
            batch(indices, values: values, grid: grid, frozen: frozen), model: &model, progress: progress)
    }
}
