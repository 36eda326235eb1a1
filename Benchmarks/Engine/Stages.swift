// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Attacks
import Foundation

/// Times the stages of Algorithm 1: prints the milliseconds per sample of each as JSON.
struct Stages: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Time each line of Algorithm 1 and print it as JSON.")

    @OptionGroup var input: AttackInput

    static let names = AttackStage.allCases.map(\.rawValue)

    func run() throws {
        var model = try input.execution()
        let batches = try input.batches(model)
        let attack = try input.attack(model)
        var seconds: [AttackStage: Double] = [:]
        for batch in batches {
            var last = ContinuousClock.now
            let outcomes = try attack.run(batch, model: &model) { (stage: AttackStage) in
                let now = ContinuousClock.now
                seconds[stage, default: 0] += last.duration(to: now) / .seconds(1)
                last = now
            }
            guard outcomes != nil else { throw ValidationError("stages are of models in lanes") }
        }
        let samples = Double(batches.map(\.count).reduce(0, +))
        let times = Dictionary(uniqueKeysWithValues: seconds.map { ($0.key.rawValue, 1000 * $0.value / samples) })
        print(String(decoding: try JSONEncoder().encode(times), as: UTF8.self))
    }
}
