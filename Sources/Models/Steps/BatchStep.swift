// SPDX-License-Identifier: Apache-2.0
import Tensors

/// y = scale·(x − μ)/√(σ² + ε) + bias with the statistics of the whole batch: each block brings its own, all meet, and
/// what follows is an affine map a channel.
struct BatchStep<Scalar: Real>: LaneStep {
    let x: Graph.ValueID
    let y: Graph.ValueID
    let channels: Int
    let length: Int
    let epsilon: Double
    let momentum: Double
    /// Where scale and bias are among all weights.
    let scale: [Int32]
    let bias: [Int32]
    /// Where the running statistics are: the means, then the variances.
    let statistics: Int

    var results: [Graph.ValueID] { [y] }

    func forward(_ emitter: inout LaneEmitter<Scalar>) {
        let (from, to) = (emitter.at(x), emitter.at(y))
        let nothing = [Scalar](repeating: 0, count: channels)
        let moments = emitter.buffer(channels)
        let numbers = emitter.program.keep(nothing + nothing + nothing, nil)
        emitter.program.append(.moments(channels: channels, length: length, x: from, into: moments))
        emitter.meet(BatchMeeting(self, isReverse: false, address: moments, numbers: numbers, forwardNumbers: numbers))
        emitter.program.append(
            .affine(
                count: channels * length, run: length, adds: false, scale: numbers, offset: numbers + channels, x: from,
                y: to))
        emitter.keepNumbers(numbers, for: y)
    }

    func adjoint(_ emitter: inout LaneEmitter<Scalar>) {
        guard let given = emitter.slope(y), let forward = emitter.numbers(for: y) else { return }
        let from = emitter.at(x)
        let nothing = [Scalar](repeating: 0, count: 3 * channels)
        let slopes = emitter.buffer(channels)
        let numbers = emitter.program.keep(nothing, nil)
        let gradients = emitter.program.keepGradients(2 * channels, LaneLinks(scale + bias))
        emitter.program.append(
            .slopes(channels: channels, length: length, means: forward + 2 * channels, x: from, dy: given, into: slopes)
        )
        emitter.meet(
            BatchMeeting(
                self, isReverse: true, address: slopes, numbers: numbers, forwardNumbers: forward, gradients: gradients)
        )
        guard emitter.isWanted(x) else { return }
        let (target, adds) = emitter.receive(x)
        emitter.program.append(
            .blend(
                count: channels * length, run: length, adds: adds, numbers: numbers, a: given, b: from, y: target))
    }
}

extension BatchMeeting {
    init<Scalar: Real>(
        _ step: BatchStep<Scalar>, isReverse: Bool, address: Int, numbers: Int, forwardNumbers: Int, gradients: Int = 0
    ) {
        self.init(
            channels: step.channels, length: step.length, epsilon: step.epsilon, momentum: step.momentum,
            scale: step.scale, bias: step.bias, statistics: step.statistics, isReverse: isReverse, address: address,
            numbers: numbers, forwardNumbers: forwardNumbers, gradients: gradients)
    }
}
