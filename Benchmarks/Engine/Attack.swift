import ArgumentParser
import Attacks
import Checkpoints
import Dispatch
import Foundation
import Kernels
import Models
import Synchronization
import Tensors

/// The engine on raw samples: prints one line of JSON.
struct Attack: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Attack raw samples and print what it took as JSON.")

    @Argument(help: "NAME of NAME.safetensors and NAME.architecture.json") var stem: String
    @Argument(help: "float32, row after row") var samples: String
    @Option(help: "uaed, paper or released") var preset = "released"
    @Option var threads = 1
    @Option(help: "samples computed together") var batch = 16
    @Option(help: "T") var iterations: Int?
    @Option(help: "K of random sampling") var rows: Int?
    @Option(help: "take the first so many samples") var count: Int?
    @Option(help: "level of the instruction set: 0, 3 (AVX2), 4 (AVX-512)") var level = 4

    func run() throws {
        let level = Int(kernel_choose_level(Int32(level)))
        let url = URL(filePath: stem + ".safetensors")
        let graph = try Checkpoint(
            folder: url.deletingLastPathComponent().path, file: url.lastPathComponent,
            hdf5: HDF5Reader(program: "none is needed for safetensors")
        ).graph
        let model = try Execution<Float>(graph, batch: batch)
        let batches = try batches(model)
        let parameters = try parameters(model)
        let attack = MinMax<Float>(parameters: parameters, seed: 0, matrices: matrices(parameters, model))
        _ = try warmUp(attack, batches[0], model)
        let (cpu, begin) = (Usage.cpu, ContinuousClock.now)
        let outcomes = try attacked(attack, batches, model)
        let seconds = begin.duration(to: .now) / .seconds(1)
        var line = Measurement(outcomes, seconds: seconds, cpu: Usage.cpu - cpu)
        line.level = level
        line.lanes = model.runsInLanes
        line.gflop = Arithmetic(model, parameters).gigaflops
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        print(String(decoding: try encoder.encode(line), as: UTF8.self))
    }

    private func batches(_ model: Execution<Float>) throws -> [Batch<Float>] {
        let bytes = try Data(contentsOf: URL(filePath: samples))
        let values = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        let d = model.sampleCount
        let total = min(count ?? .max, values.count / d)
        return stride(from: 0, to: total, by: batch).map { start in
            let range = start..<min(start + batch, total)
            return Batch(
                x: Tensor(
                    shape: [range.count, d], elements: Array(values[range.lowerBound * d..<range.upperBound * d])),
                indices: Array(range), grid: StorageGrid(step: [1.0 / 255], origin: [0]))
        }
    }

    private func parameters(_ model: Execution<Float>) throws -> Parameters {
        guard let preset = Preset(rawValue: preset) else { throw ValidationError("no preset \(preset)") }
        let shape =
            model.sampleShape.count == 3
            ? Array(model.sampleShape.dropFirst()) + [model.sampleShape[0]] : model.sampleShape
        var parameters = Parameters.preset(
            preset, sampling: .automatic(featureMaps: model.firstConvolution?.maps), objective: .reconstruction,
            elementShape: shape)
        if let iterations { parameters.iterations = iterations }
        if let rows { parameters.rowCount = rows }
        if parameters.sampling == .random { parameters.storageAware = false }
        return parameters
    }

    private func matrices(_ parameters: Parameters, _ model: Execution<Float>) -> RandomMatrices<Float>? {
        parameters.sampling == .random ? RandomMatrices(parameters, seed: 0, inputs: model.sampleCount) : nil
    }

    private func warmUp(_ attack: MinMax<Float>, _ batch: Batch<Float>, _ model: Execution<Float>) throws -> Int {
        var model = model
        return try attack.run(batch, model: &model).count
    }

    /// Threads take batch after batch, each with an execution of its own.
    private func attacked(
        _ attack: MinMax<Float>, _ batches: [Batch<Float>], _ model: Execution<Float>
    ) throws -> [Outcome<Float>] {
        let next = Atomic(0)
        let outcomes = Mutex<[Int: [Outcome<Float>]]>([:])
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            var model = model
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < batches.count else { return }
                let found = (try? attack.run(batches[index], model: &model)) ?? []
                outcomes.withLock { $0[index] = found }
            }
        }
        return outcomes.withLock { found in batches.indices.flatMap { found[$0] ?? [] } }
    }
}
