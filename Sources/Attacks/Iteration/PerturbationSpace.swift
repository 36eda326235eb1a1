// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The set that δ lies in, and the map from δ to the image z.
struct PerturbationSpace<Scalar: Real>: Sendable {
    private let x: [Scalar]
    /// d
    let count: Int
    private let epsilon: Scalar
    private let frozen: [Bool]?
    private let grid: StorageGrid?
    /// Levels of x on the grid, n·d; NaN where any value can be stored.
    private let levels: [Double]
    /// Steps of the grid within ±ε, for each element.
    private let mostSteps: [Double]
    /// In the released order the forward pass clips x + δ to [0, 1], and no gradient flows where it does.
    private let clipsInForward: Bool

    init(_ batch: Batch<Scalar>, _ parameters: Parameters) {
        x = batch.x.elements
        count = batch.sampleCount
        epsilon = Scalar(parameters.epsilon)
        frozen = batch.frozen
        clipsInForward = parameters.order == .released
        let grid = parameters.storageAware ? batch.grid : nil
        self.grid = grid
        let (elements, count) = (batch.x.elements, batch.sampleCount)
        levels =
            grid.map { grid in
                elements.indices.map { grid.level(Double(elements[$0]), element: $0 % count) ?? .nan }
            } ?? []
        mostSteps = grid.map { grid in (0..<count).map { grid.steps(within: parameters.epsilon, element: $0) } } ?? []
    }

    func range(_ sample: Int) -> Range<Int> { sample * count..<(sample + 1) * count }

    func mayChange(_ index: Int) -> Bool { frozen.map { !$0[index] } ?? true }

    /// Lines 5 and 6: clips δ to ±ε, then x + δ to [0, 1] (in the released order the forward pass does the latter).
    func project(_ delta: inout [Scalar], sample: Int) {
        for index in range(sample) { delta[index] = projected(delta[index], index) }
    }

    private func projected(_ value: Scalar, _ index: Int) -> Scalar {
        let bounded = min(max(value, -epsilon), epsilon)
        return clipsInForward ? bounded : min(max(x[index] + bounded, 0), 1) - x[index]
    }

    /// ‖δ − P(δ − (c·∇f + s·∇I))‖²: the squared distance from a stationary point, along unnormalised gradients.
    func stationarity(
        _ delta: [Scalar], criterion: [Scalar], weight c: Scalar, information: [Scalar], sign s: Scalar, sample: Int
    ) -> Double {
        var sum = 0.0
        for index in range(sample) {
            let slope = s * information[index] + (c == 0 ? 0 : c * criterion[index])
            let move = Double(delta[index] - projected(delta[index] - slope, index))
            sum += move * move
        }
        return sum
    }

    /// z = S(x + δ), where S rounds to the nearest storable value within ±ε; z is x itself where δ does not reach another storable value and where x may not change.
    func evaluate(_ delta: [Scalar], sample: Int, into z: inout [Scalar]) {
        for (element, index) in range(sample).enumerated() {
            guard mayChange(index) else {
                z[index] = x[index]
                continue
            }
            let moved = x[index] + delta[index]
            z[index] = stored(clipsInForward ? min(max(moved, 0), 1) : moved, index, element)
        }
    }

    private func stored(_ value: Scalar, _ index: Int, _ element: Int) -> Scalar {
        guard let grid, let nearest = grid.level(Double(value), element: element) else { return value }
        let (own, most) = (levels[index], mostSteps[element])
        let level = min(max(nearest, own - most), own + most)
        return level == own ? x[index] : Scalar(grid.value(level: level, element: element))
    }

    /// Zeroes δ where x may not change.
    func freeze(_ delta: inout [Scalar], sample: Int) {
        guard frozen != nil else { return }
        for index in range(sample) where !mayChange(index) { delta[index] = 0 }
    }

    /// Zeroes the gradient where x may not change and where the forward pass clips.
    func mask(_ gradient: inout [Scalar], delta: [Scalar], sample: Int) {
        guard frozen != nil || clipsInForward else { return }
        for index in range(sample) where !mayChange(index) || isClipped(index, delta) { gradient[index] = 0 }
    }

    private func isClipped(_ index: Int, _ delta: [Scalar]) -> Bool {
        guard clipsInForward else { return false }
        let moved = x[index] + delta[index]
        return moved < 0 || moved > 1
    }

    /// √mean v² over the values that may change; 0 if none may.
    func rootMeanSquare(_ values: [Scalar], sample: Int) -> Double {
        var sum = 0.0
        var free = 0
        for index in range(sample) where mayChange(index) {
            sum += Double(values[index]) * Double(values[index])
            free += 1
        }
        return free == 0 ? 0 : (sum / Double(free)).squareRoot()
    }

    /// ‖z − x‖₂ and ‖z − x‖∞ over the sample.
    func norms(_ z: [Scalar], sample: Int) -> (l2: Double, linf: Double) {
        var (sum, largest) = (0.0, 0.0)
        for index in range(sample) {
            let difference = abs(Double(z[index]) - Double(x[index]))
            sum += difference * difference
            largest = max(largest, difference)
        }
        return (sum.squareRoot(), largest)
    }

    func differs(_ z: [Scalar], sample: Int) -> Bool {
        range(sample).contains { z[$0] != x[$0] }
    }
}
