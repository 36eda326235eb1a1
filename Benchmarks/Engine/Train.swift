// SPDX-License-Identifier: Apache-2.0
import Allocations
import ArgumentParser
import Foundation
import Kernels
import Models
import Training

/// Trains a model on raw samples as its own targets, from the weights that it has, and prints one line of JSON.
struct Train: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Train on raw samples and print what it took as JSON.")

    @OptionGroup var input: AttackInput
    @Option(help: "steps that are measured") var steps = 100
    @Option var threads = 1
    @Option(help: "sgd, momentum, nesterov, adam, adamw, rmsprop or adadelta") var optimiser = "adam"
    @Option var rate = 1e-3
    @Option(help: "level of the instruction set: 0, 3 (AVX2), 4 (AVX-512)") var level = 4
    @Flag(help: "print the allocations of each step in place of the line") var allocations = false

    func run() async throws {
        let level = Int(kernel_choose_level(Int32(level)))
        guard let optimiser = Optimiser.named[optimiser] else { throw ValidationError("no optimiser \(optimiser)") }
        let graph = try input.graph()
        let trainable = try TrainableGraph(graph)
        let plan = TrainingPlan(
            loss: .squares(sigmoid: false), optimiser: optimiser, rate: LearningRate(rate), batch: input.batch,
            steps: steps + 2)
        let data = TrainingData<Float>(try input.values(), elements: trainable.inputCount)
        var trainer = try Trainer(trainable, plan: plan, data: data, start: trainable.start(), threads: threads)
        for _ in 0..<2 { try await trainer.step() }
        var (loss, counts, last) = (0.0, [Int](), allocation_count())
        counts.reserveCapacity(steps)
        let (cpu, begin) = (Usage.cpu, ContinuousClock.now)
        for _ in 0..<steps {
            loss = try await trainer.step()
            let now = allocation_count()
            counts.append(now - last)
            last = now
        }
        let seconds = begin.duration(to: .now) / .seconds(1)
        if allocations { return print(counts.map(String.init).joined(separator: " ")) }
        var line = Measurement(samples: steps * input.batch, seconds: seconds, cpu: Usage.cpu - cpu)
        line.level = level
        line.lanes = trainer.runsInLanes
        line.loss = loss
        // The gradients of inputs and weights take what the forward pass takes; nothing needs that of the first input.
        let arithmetic = try input.execution().arithmetic
        line.gflop = Double(2 * (3 * arithmetic.multiplications - arithmetic.firstMultiplications)) * 1e-9
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        print(String(decoding: try encoder.encode(line), as: UTF8.self))
    }
}
