import ArgumentParser
import Foundation
import Models
import Tensors

@testable import Attacks

/// Where the time of Algorithm 1 goes: prints milliseconds a sample of each of its lines as JSON.
struct Stages: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Time each line of Algorithm 1 and print it as JSON.")

    @OptionGroup var input: AttackInput

    /// Stages in the order of the algorithm.
    static let names = [
        "start: critics, pre-training", "3: gradient of f", "3: gradient of I", "4–6: step and projection",
        "f and rows at z", "Algorithm 2: critics' steps", "7–11: I, c, the best",
    ]

    func run() throws {
        var model = try input.execution()
        let batches = try input.batches(model)
        let setting = AttackSetting<Float>(
            parameters: try input.parameters(model), randomness: PhiloxRandomness(seed: 0), matrices: nil)
        guard setting.usesLanes(model) else { throw ValidationError("stages are of models in lanes") }
        var watch = StopWatch(stages: Self.names.count)
        for batch in batches {
            watch.skip()
            var state = setting.state(batch, LaneCritics<Float>.self, model: &model)
            watch.note(0)
            for t in 1...setting.parameters.iterations { iterate(&state, t, &model, &watch) }
        }
        let samples = Double(batches.map(\.count).reduce(0, +))
        let times = Dictionary(uniqueKeysWithValues: zip(Self.names, watch.seconds.map { 1000 * $0 / samples }))
        print(String(decoding: try JSONEncoder().encode(times), as: UTF8.self))
    }

    /// `AttackState.minMax`, with the watch read between its lines.
    private func iterate(
        _ state: inout AttackState<LaneCritics<Float>>, _ t: Int, _ model: inout Execution<Float>,
        _ watch: inout StopWatch
    ) {
        let wanted = state.wantCriterion()
        if wanted { state.criterion.gradient(state.wanted, model: &model, into: &state.criterionGradient) }
        watch.note(1)
        state.differentiateInformation(t, model: &model)
        watch.note(2)
        for sample in state.tracks.indices where state.tracks[sample].isActive {
            state.descend(sample, criterionCounts: state.wanted[sample])
        }
        watch.note(3)
        state.evaluate(model: &model)
        watch.note(4)
        state.trainCritics(t)
        watch.note(5)
        state.estimateInformation(t)
        state.updatePenalty(t)
        state.keepBest(t)
        watch.note(6)
    }
}

/// Seconds by stage: each reading counts for the stage that ends with it.
private struct StopWatch {
    private(set) var seconds: [Double]
    private var last = ContinuousClock.now

    init(stages: Int) {
        seconds = Array(repeating: 0, count: stages)
    }

    mutating func note(_ stage: Int) {
        let now = ContinuousClock.now
        seconds[stage] += last.duration(to: now) / .seconds(1)
        last = now
    }

    mutating func skip() { last = .now }
}
