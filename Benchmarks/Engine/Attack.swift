// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Attacks
import Dispatch
import Foundation
import Kernels
import Models
import Synchronization

/// Runs the engine on raw samples and prints one line of JSON.
struct Attack: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Attack raw samples and print what it took as JSON.")

    @OptionGroup var input: AttackInput
    @Option var threads = 1
    @Option(help: "level of the instruction set: 0, 3 (AVX2), 4 (AVX-512)") var level = 4

    func run() throws {
        let level = Int(kernel_choose_level(Int32(level)))
        let model = try input.execution()
        let batches = try input.batches(model)
        let attack = try input.attack(model)
        var warm = model
        _ = try attack.run(batches[0], model: &warm)
        let (cpu, begin) = (Usage.cpu, ContinuousClock.now)
        let outcomes = try attacked(attack, batches, model)
        let seconds = begin.duration(to: .now) / .seconds(1)
        var line = Measurement(outcomes, seconds: seconds, cpu: Usage.cpu - cpu)
        line.level = level
        line.lanes = model.runsInLanes
        line.gflop = try Arithmetic(model, input.parameters(model)).gigaflops
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        print(String(decoding: try encoder.encode(line), as: UTF8.self))
    }

    /// Threads take one batch after another, each with its own execution.
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
