// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The lowering of a bound graph: its steps in order, and the place of every value and cotangent in memory.
struct LaneChain<Scalar: Real> {
    private(set) var stages: [LaneGraph<Scalar>.Stage] = []
    let input: LaneValue
    private(set) var output: LaneValue
    private(set) var features: LaneValue?
    /// Number of leading stages that compute the feature maps.
    private(set) var featureStages = 0
    /// Where scratch memory begins and how long it is, in vectors.
    private(set) var scratch = 0
    private(set) var scratchCount = 0

    /// nil if the graph is not one path of operators with a form in lanes, or if the lanes would take too much memory.
    ///
    /// - Parameter most: elements that all blocks together may hold.
    init?(_ graph: BoundGraph<Scalar>, most: Int = BoundGraph<Scalar>.mostElements) {
        let count = graph.sampleShape.reduce(1, *)
        input = LaneValue(offset: 0, slope: count, count: count)
        output = input
        scratch = 2 * count
        var (value, last) = (graph.inputValue, input)
        var index = 0
        while index < graph.schedule.count {
            guard let lowering = LaneLowering(graph, at: index, reading: value) else { return nil }
            append(lowering, &last)
            index += lowering.nodes
            value = lowering.result
            if value == graph.features?.value { (features, featureStages) = (last, stages.count) }
        }
        guard value == graph.outputValue, (graph.features == nil) == (features == nil) else { return nil }
        output = last
        let blocks = (graph.batch + Lanes.count - 1) / Lanes.count
        guard (scratch + scratchCount) * Lanes.count <= most / blocks else { return nil }
    }

    private mutating func append(_ lowering: LaneLowering<Scalar>, _ last: inout LaneValue) {
        guard let step = lowering.step else { return }
        var result = last
        if case .activation = step {
        } else {
            result = LaneValue(offset: scratch, slope: scratch + lowering.count, count: lowering.count)
            scratch += 2 * lowering.count
        }
        stages.append(.init(step: step, x: last, y: result))
        scratchCount = max(scratchCount, step.scratchCount)
        last = result
    }
}
