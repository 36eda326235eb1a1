import ArgumentParser
import Attacks
import Checkpoints
import Datasets
import Foundation
import Models
import Tensors

@main struct Benchmark: ParsableCommand {
    @Option var checkpoint = "Tests/Fixtures/checkpoints/conv_torch.onnx"
    @Option var data = "/usr/share/datasets/fashion-mnist"
    @Option var include = "train-images*"
    @Option var preset = "released"
    @Option var count = 128
    @Option var chunk = 128
    @Option var repeats = 1

    func run() throws {
        let url = URL(filePath: checkpoint)
        let graph = try Checkpoint(folder: url.deletingLastPathComponent().path, file: url.lastPathComponent).graph
        var model = try Execution<Float>(graph, batch: chunk)
        let options = DatasetOptions(include: [include])
        let set = try Datasets.open(folder: data, options: options, modelInputs: model.sampleCount).datasets[0]
        let preset = Preset(rawValue: preset)!
        let parameters = Parameters.preset(
            preset, sampling: .automatic(featureMaps: model.firstConvolution?.maps), objective: .reconstruction,
            elementShape: set.elementShape)
        let matrices: RandomMatrices<Float>? =
            parameters.sampling == .random ? RandomMatrices(parameters, seed: 0, inputs: set.elementCount) : nil
        let attack = MinMax<Float>(parameters: parameters, seed: 0, matrices: matrices)
        let batches = try stride(from: 0, to: count, by: chunk).map { start in
            let range = start..<min(start + chunk, count)
            let samples = try set.samples(range)
            return Batch<Float>(
                x: Tensor(shape: [range.count, set.elementCount], elements: samples.values),
                indices: Array(range), grid: StorageGrid(step: set.grid.step, origin: set.grid.origin),
                frozen: samples.frozen)
        }
        for _ in 0..<repeats {
            var outcomes: [Outcome<Float>] = []
            let cpu = clock()
            let begin = ContinuousClock.now
            for batch in batches { outcomes += try attack.run(batch, model: &model) }
            let seconds = Double(clock() - cpu) / 1e6
            let feasible = outcomes.filter(\.isFeasible)
            let n = Double(feasible.count)
            print(
                "cpu/sample \(seconds / Double(count)) samples/s \(Double(count) / seconds) wall \(begin.duration(to: .now)) ASR \(n / Double(count)) L2 \(feasible.map(\.l2).reduce(0, +) / n) I \(feasible.compactMap(\.information).reduce(0, +) / n)")
        }
    }
}
