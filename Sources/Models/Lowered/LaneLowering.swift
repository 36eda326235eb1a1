// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Turns a graph, bound to sixteen samples, into steps in lanes. What has no form in lanes becomes a region of nodes.
struct LaneLowering<Scalar: Real> {
    let graph: BoundGraph<Scalar>
    /// The nodes that read each value, by their places in the schedule.
    let readers: [[Int]]
    /// Nodes that must run as nodes, because what they compute or read cannot lie in lanes.
    private let forced: Set<Int>
    private(set) var steps: [any LaneStep<Scalar>] = []
    var places = LanePlaces()
    /// Nodes that a fused step has taken over, and steps that wait for the last of their nodes.
    var fused: Set<Int> = []
    private var waiting: [Int: ConvolutionStep<Scalar>] = [:]
    /// Results that a gradient reads.
    private var protected: Set<Graph.ValueID> = []
    /// Numbers for values that the graph does not have.
    private var fresh: Graph.ValueID
    private var open: [Int] = []
    /// Places of the nodes in each region, by their order.
    private(set) var regions: [ClosedRange<Int>] = []

    /// nil if the graph has no form in lanes: a value at its border is not one of real numbers for each sample.
    static func lowered(_ graph: BoundGraph<Scalar>) -> LaneLowering? {
        guard graph.batch == Lanes.count, graph.fits(graph.inputValue), graph.fits(graph.outputValue),
            graph.features.map({ graph.fits($0.value) }) ?? true
        else { return nil }
        var forced: Set<Int> = []
        while true {
            var lowering = LaneLowering(graph, forced: forced)
            guard let more = lowering.run() else { return lowering }
            forced.formUnion(more)
        }
    }

    private init(_ graph: BoundGraph<Scalar>, forced: Set<Int>) {
        self.graph = graph
        self.forced = forced
        fresh = graph.values.count
        var readers = [[Int]](repeating: [], count: graph.values.count)
        for (index, node) in graph.schedule.enumerated() {
            for value in Set(node.inputs.compactMap(\.self)) { readers[value].append(index) }
        }
        self.readers = readers
        places.add(graph.inputValue, count: graph.sampleShape.reduce(1, *))
    }

    /// Lowers every node; returns the nodes that have to run as nodes as well, nil if all is well.
    private mutating func run() -> ClosedRange<Int>? {
        for index in graph.schedule.indices {
            if let step = waiting[index] {
                if let more = close() { return more }
                append(step)
            }
            guard !fused.contains(index) else { continue }
            let node = graph.schedule[index]
            for value in node.inputs.compactMap(\.self) where graph.dependent[value] && !graph.fits(value) {
                let maker = graph.schedule.firstIndex { $0.outputs.contains(value) } ?? index
                if !open.contains(maker) { return maker...index }
            }
            let before = steps.count
            if !forced.contains(index), lower(node, index) {
                // What a region computes has to be there before a step reads it.
                if let more = close(before: before) { return more }
                continue
            }
            open.append(index)
            for value in node.outputs {
                if let shape = graph.sampleShape(value) { places.add(value, count: shape.reduce(1, *)) }
            }
        }
        return close()
    }

    /// Ends the open region, whose step stands before step `position`; returns the nodes that have to join it.
    private mutating func close(before position: Int? = nil) -> ClosedRange<Int>? {
        guard !open.isEmpty else { return nil }
        let members = open
        open = []
        let nodes = members.map { graph.schedule[$0] }
        let made = Set(nodes.flatMap(\.outputs))
        let read = nodes.flatMap { $0.inputs.compactMap(\.self) }.filter { graph.dependent[$0] && !made.contains($0) }
        let inputs = Set(read).sorted()
        let outputs = nodes.flatMap(\.outputs).filter { value in
            isSpecial(value) || readers[value].contains { !members.contains($0) }
        }
        for value in outputs where !graph.fits(value) {
            return members[0]...(readers[value].max() ?? members[0])
        }
        var constants: NodeRegion<Scalar>.Values = [:]
        var learned: [Graph.ValueID: [Int32]] = [:]
        for value in nodes.flatMap({ $0.inputs.compactMap(\.self) }) where !graph.dependent[value] {
            constants[value] = graph.values[value]
            learned[value] = graph.learned[value]
        }
        func ports(_ values: [Graph.ValueID]) -> [(value: Graph.ValueID, shape: [Int])] {
            values.map { ($0, graph.values[$0]!.shape) }
        }
        steps.insert(
            RegionStep(
                number: regions.count, nodes: nodes, constants: constants, inputs: ports(inputs),
                outputs: ports(outputs), learned: learned), at: position ?? steps.count)
        regions.append(members[0]...members[members.count - 1])
        return nil
    }

    /// Whether others read the value than the nodes: it is the input, the output, or the feature maps.
    func isSpecial(_ value: Graph.ValueID) -> Bool {
        value == graph.inputValue || value == graph.outputValue || value == graph.features?.value
    }

    /// The only node that reads `value`, unless it has to run as a node.
    func onlyReader(_ value: Graph.ValueID) -> Int? {
        guard !isSpecial(value), readers[value].count == 1, !forced.contains(readers[value][0]),
            !fused.contains(readers[value][0])
        else { return nil }
        return readers[value][0]
    }

    /// Whether the memory of `value` may be overwritten by the only node that reads it: nothing that shares it is read
    /// by others, or by a gradient.
    func isFree(_ value: Graph.ValueID) -> Bool {
        let place = places[value]
        return places.counts.keys.allSatisfy { other in
            let shared = places[other]
            guard shared.root == place.root, shared.range.overlaps(place.range) else { return true }
            return !isSpecial(other) && !protected.contains(other)
                && (other >= readers.count || readers[other].count == 1)
        }
    }

    mutating func append(_ step: any LaneStep<Scalar>) {
        for value in step.results where places.counts[value] == nil {
            places.add(value, count: graph.values[value]!.shape.dropFirst().reduce(1, *))
        }
        if step.keepsResults { protected.formUnion(step.results) }
        steps.append(step)
    }

    /// Appends a step when the schedule has reached node `index`, because it reads what is computed until then.
    mutating func append(_ step: ConvolutionStep<Scalar>, at index: Int) { waiting[index] = step }

    /// A value of `count` elements that the graph does not have.
    mutating func freshValue(count: Int) -> Graph.ValueID {
        places.add(fresh, count: count)
        fresh += 1
        return fresh - 1
    }

    /// `result` is `value` under another shape.
    mutating func alias(_ result: Graph.ValueID, of value: Graph.ValueID) {
        places.add(result, count: places.counts[value]!)
        places.put(result, into: value)
    }
}

/// The questions that a lowering asks about a graph.
extension BoundGraph {
    /// Whether a value is one of real numbers with the samples first.
    func fits(_ value: Graph.ValueID) -> Bool { sampleShape(value) != nil }

    /// The shape of a real value without its batch axis; nil if it has none.
    func sampleShape(_ value: Graph.ValueID) -> [Int]? {
        guard let shape = values[value]?.real?.shape, shape.first == batch, shape.allSatisfy({ $0 > 0 }) else {
            return nil
        }
        return Array(shape.dropFirst())
    }

    /// The real tensor of a value that does not depend on the input, else nil.
    func constant(_ value: Graph.ValueID?) -> Tensor<Scalar>? {
        value.flatMap { dependent[$0] ? nil : values[$0]?.real }
    }

    /// A constant repeated over one sample of `shape`; nil if it differs from sample to sample, or does not fit.
    func constant(_ value: Graph.ValueID?, over shape: [Int]) -> [Scalar]? {
        guard let tensor = constant(value) else { return nil }
        if tensor.shape == [batch] + shape {
            let row = shape.reduce(1, *)
            let isSame = tensor.elements.indices.allSatisfy { tensor.elements[$0] == tensor.elements[$0 % row] }
            return isSame ? Array(tensor.elements[..<row]) : nil
        }
        guard broadcast(tensor.shape, [1] + shape) == [1] + shape else { return nil }
        return tensor.expanded(to: [1] + shape).elements
    }
}
