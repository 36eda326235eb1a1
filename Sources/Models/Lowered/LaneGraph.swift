// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

/// A bound graph compiled for lanes: one program for blocks of sixteen samples, with all memory laid out in advance.
struct LaneGraph<Scalar: Real>: Sendable {
    /// Where a value of a block lies, in vectors.
    struct Place: Sendable {
        let offset: Int
        let count: Int
    }

    let batch: Int
    let input: Place
    let output: Place
    let features: Place?
    /// Whether some nodes have no form in lanes.
    var hasNodes: Bool { !regions.isEmpty }
    private let program: LaneProgram<Scalar>
    private let regions: [NodeRegion<Scalar>]
    private let forwardPass: Range<Int>
    private let outputSweep: Sweep
    private let featureSweep: Sweep?
    /// The memory of each block of sixteen samples, and what the nodes of its last forward pass computed.
    private(set) var blocks: [[Scalar]]
    private var values: [[NodeRegion<Scalar>.Values]]
    /// The failure of a node in the last forward pass.
    private(set) var failure: Failure?

    /// A reverse sweep: where its cotangent is written before it, and where the input's gradient is read after it.
    private struct Sweep: Sendable {
        var range: Range<Int>
        var given: Int
        var result: Int?
    }

    /// nil if the graph has no form in lanes, or if the lanes would take too much memory.
    ///
    /// - Parameters:
    ///   - graph: bound to sixteen samples.
    ///   - batch: the samples of all blocks.
    ///   - most: elements that all blocks together may hold.
    init?(_ graph: BoundGraph<Scalar>, batch: Int, most: Int = BoundGraph<Scalar>.mostElements) {
        guard let lowering = LaneLowering.lowered(graph) else { return nil }
        var emitter = LaneEmitter<Scalar>(lowering.places)
        func place(_ value: Graph.ValueID) -> Int { emitter.at(value) }
        let ends = [graph.inputValue, graph.outputValue] + (graph.features.map { [$0.value] } ?? [])
        let addresses = ends.map(place)
        for step in lowering.steps { step.forward(&emitter) }
        forwardPass = 0..<emitter.program.instructions.count
        func sweep(_ value: Graph.ValueID) -> Sweep {
            let begin = emitter.program.instructions.count
            let given = emitter.beginSweep(at: value)
            for step in lowering.steps.reversed() { step.adjoint(&emitter) }
            let result = emitter.slope(graph.inputValue)
            if let result { emitter.program.append(.touch(result)) }
            return Sweep(range: begin..<emitter.program.instructions.count, given: given, result: result)
        }
        var output = sweep(graph.outputValue)
        var features = graph.features.map { sweep($0.value) }
        let memory = LaneMemory(
            emitter, segments: [forwardPass, output.range] + (features.map { [$0.range] } ?? []),
            lasting: Set(addresses.dropFirst().map(LaneEmitter<Scalar>.buffer)),
            first: [LaneEmitter<Scalar>.buffer(addresses[0])])
        let move = { (address: Int) in
            memory.offsets[LaneEmitter<Scalar>.buffer(address)] + LaneEmitter<Scalar>.offset(address)
        }
        emitter.program.move(move)
        emitter.moveCalls(move)
        (output.given, output.result) = (move(output.given), output.result.map(move))
        if let sweep = features { (features!.given, features!.result) = (move(sweep.given), sweep.result.map(move)) }
        let count = (batch + Lanes.count - 1) / Lanes.count
        guard memory.count * Lanes.count <= most / count else { return nil }
        self.batch = batch
        program = emitter.program
        regions = emitter.calls
        outputSweep = output
        featureSweep = features
        let places = zip(ends, addresses).map { Place(offset: move($1), count: lowering.places.counts[$0] ?? 0) }
        (input, self.output, self.features) = (places[0], places[1], places.count > 2 ? places[2] : nil)
        blocks = (0..<count).map { _ in Array(repeating: 0, count: memory.count * Lanes.count) }
        values = (0..<count).map { _ in Array(repeating: [:], count: lowering.regions.count) }
    }

    /// The samples in a block; fewer than sixteen in the last.
    private func rows(_ block: Int) -> Int { min(Lanes.count, batch - block * Lanes.count) }

    /// Runs instructions on a block, and the nodes between them.
    private mutating func run(_ range: Range<Int>, _ block: Int) {
        var next = range.lowerBound
        while true {
            next = program.run(next..<range.upperBound, on: &blocks[block])
            guard next < range.upperBound, case .call(let number) = program.instructions[next] else { return }
            let region = regions[number]
            do {
                var none: [Scalar] = []
                try region.run(&blocks[block], &values[block][region.number], &none)
            } catch {
                failure = error as? Failure ?? Failure(.fault, code: "execution", "\(error)")
                return
            }
            next += 1
        }
    }

    /// One forward pass at z, [batch, d].
    @specialized(where Scalar == Float)
    mutating func forward(_ z: [Scalar]) {
        failure = nil
        for block in blocks.indices {
            Lanes.interleave(
                z, firstRow: block * Lanes.count, rowCount: rows(block), count: input.count, into: &blocks[block],
                at: input.offset)
            run(forwardPass, block)
        }
    }

    /// The gradient Jᵀȳ for the output's cotangent, [batch, outputs], into `gradient`, [batch, d].
    @specialized(where Scalar == Float)
    mutating func pullBack(output cotangent: [Scalar], into gradient: inout [Scalar]) {
        for block in blocks.indices {
            Lanes.interleave(
                cotangent, firstRow: block * Lanes.count, rowCount: rows(block), count: output.count,
                into: &blocks[block], at: outputSweep.given)
            pullBack(block, outputSweep, into: &gradient)
        }
    }

    /// The gradient Jᵀȳ for the feature maps' cotangent, [batch, K, d'], into `gradient`, [batch, d].
    mutating func pullBack(featureMaps cotangent: [Scalar], into gradient: inout [Scalar]) {
        guard let features, let featureSweep else { return }
        for block in blocks.indices {
            Lanes.interleave(
                cotangent, firstRow: block * Lanes.count, rowCount: rows(block), count: features.count,
                into: &blocks[block], at: featureSweep.given)
            pullBack(block, featureSweep, into: &gradient)
        }
    }

    @specialized(where Scalar == Float)
    private mutating func pullBack(_ block: Int, _ sweep: Sweep, into gradient: inout [Scalar]) {
        run(sweep.range, block)
        let first = block * Lanes.count
        guard let result = sweep.result else {
            for index in first * input.count..<(first + rows(block)) * input.count { gradient[index] = 0 }
            return
        }
        Lanes.deinterleave(
            blocks[block], at: result, count: input.count, into: &gradient, firstRow: first, rowCount: rows(block))
    }

    /// Copies the feature maps of block `block`, K·d' vectors, to `memory` from vector `offset` on.
    func copyFeatures(_ block: Int, into memory: inout [Scalar], at offset: Int) {
        guard let features else { return }
        Lanes.copy(blocks[block], at: features.offset, count: features.count, into: &memory, at: offset)
    }

    /// The gradient Jᵀȳ of block `block`'s feature maps, whose cotangent lies in `memory` from vector `offset` on.
    mutating func pullBack(
        _ block: Int, featureMaps memory: [Scalar], at offset: Int, into gradient: inout [Scalar]
    ) {
        guard let features, let featureSweep else { return }
        Lanes.copy(memory, at: offset, count: features.count, into: &blocks[block], at: featureSweep.given)
        pullBack(block, featureSweep, into: &gradient)
    }

    /// Copies a value of every sample into `rows`, [batch, count].
    @specialized(where Scalar == Float)
    func read(_ value: Place, into rows: inout [Scalar]) {
        for block in blocks.indices {
            Lanes.deinterleave(
                blocks[block], at: value.offset, count: value.count, into: &rows, firstRow: block * Lanes.count,
                rowCount: self.rows(block))
        }
    }
}
