// SPDX-License-Identifier: Apache-2.0
import Attacks
import Checkpoints
import Datasets
import Foundation
import Models
import Tensors

/// A trained checkpoint and the data it was trained for, from the repository's fixtures and Debian's Fashion-MNIST.
struct Subject {
    static let fashion = "/usr/share/datasets/fashion-mnist"
    static var hasFashion: Bool { FileManager.default.fileExists(atPath: fashion + "/train-images-idx3-ubyte.gz") }
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fixtures").standardized

    let graph: Graph
    let data: any Dataset
    let isSupervised: Bool

    /// `conv`, `dense`, `sparse`, `cnn` or the projection `head` on images, `mice` on its table.
    init(_ name: String) throws {
        let checkpoint = name == "head" ? ("contrastive", "head.onnx") : ("checkpoints", "\(name)_torch.onnx")
        graph = try Checkpoint(
            folder: Self.fixtures.appending(path: checkpoint.0).path, file: checkpoint.1,
            hdf5: HDF5Reader(program: "none is needed for ONNX")
        ).graph
        isSupervised = name == "cnn"
        let options = DatasetOptions(include: name == "mice" ? ["*.csv"] : ["train-images*", "train-labels*"])
        let folder = name == "mice" ? Self.fixtures.appending(path: "data").path : Self.fashion
        data = try Datasets.open(folder: folder, options: options, modelInputs: name == "mice" ? 77 : 784).datasets[0]
    }

    func execution(_ batch: Int) throws -> Execution<Float> {
        try Execution(graph, batch: batch, beforeSoftmax: isSupervised)
    }

    func batch(_ range: Range<Int>) throws -> Batch<Float> {
        let samples = try data.samples(range)
        return Batch(
            x: Tensor(shape: [range.count, data.elementCount], elements: samples.values), indices: Array(range),
            grid: StorageGrid(step: data.grid.step, origin: data.grid.origin), frozen: samples.frozen)
    }

    /// A preset's parameters for the model's kind of rows.
    func parameters(_ preset: Preset, _ objective: Objective = .reconstruction) throws -> Parameters {
        let maps = try execution(1).firstConvolution?.maps
        return .preset(
            preset, sampling: .automatic(featureMaps: maps), objective: objective, elementShape: data.elementShape)
    }

    func matrices(_ parameters: Parameters, seed: UInt64 = 0) -> RandomMatrices<Float>? {
        parameters.sampling == .random
            ? RandomMatrices(parameters, seed: seed, inputs: data.elementCount) : nil
    }

    /// Attacks the first `count` samples, 64 at a time.
    ///
    /// - Parameter rule: of a supervised objective.
    func run(
        _ attack: any AttackMethod<Float>, count: Int, rule: LabelRule? = nil
    ) throws -> [Outcome<Float>] {
        var model = try execution(64)
        return try stride(from: 0, to: count, by: 64).flatMap { start in
            var batch = try batch(start..<min(start + 64, count))
            rule?.apply(to: &batch, given: batch.indices.map { _ in nil }, model: &model)
            return try attack.run(batch, model: &model)
        }
    }
}

/// The figures of a set of outcomes that the paper's tables give.
struct Figures: CustomStringConvertible {
    let asr: Double
    let l2: Double
    let linf: Double
    let information: Double
    /// Feasible, but nothing else than the source.
    let unchanged: Int

    init(_ outcomes: [Outcome<Float>]) {
        let attacked = outcomes.filter(\.isEligible)
        let feasible = attacked.filter(\.isFeasible)
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        unchanged = feasible.count { $0.linf == 0 }
        asr = Double(feasible.count) / Double(attacked.count)
        l2 = mean(feasible.map(\.l2))
        linf = mean(feasible.map(\.linf))
        information = mean(feasible.compactMap(\.information))
    }

    var description: String {
        func text(_ value: Double) -> String { String(format: "%.3f", value) }
        return "ASR \(text(asr)), ‖δ‖₂ \(text(l2)), ‖δ‖∞ \(text(linf)), \(unchanged) unchanged, I \(text(information))"
    }
}

func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
