// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

/// Forward and reverse sweep for learning, sixteen samples side by side: a program whose numbers are the weights. Running
/// it allocates nothing, but for nodes without a form in lanes.
public struct LanePass<Scalar: Real>: Sendable {
    private var program: LaneProgram<Scalar>
    private var regions: [NodeRegion<Scalar>]
    private let meetings: [BatchMeeting]
    private let forwardPass: Range<Int>
    private let reversePass: Range<Int>
    private let input: LaneGraph<Scalar>.Place
    private let output: LaneGraph<Scalar>.Place
    private let code: LaneGraph<Scalar>.Place?
    /// Where the cotangents of output and code are written.
    private let outputGiven: Int
    private let codeGiven: Int?
    /// The memory of each block, and what the nodes of its last forward pass computed.
    private var blocks: [[Scalar]]
    private var values: [[NodeRegion<Scalar>.Values]]
    /// What meetings found in the last forward pass, by the place of their numbers and the channel.
    private var memories: [Int: BatchMeeting.Memory] = [:]

    /// Whether all blocks of a batch go forwards together, because they share statistics.
    public var meets: Bool { !meetings.isEmpty }
    /// Elements of the gradients as the program lays them out.
    public var gradientCount: Int { program.gradientCount }

    /// nil if the graph has no form in lanes, or if the lanes would take too much memory.
    ///
    /// - Parameter count: blocks that hold their values at once.
    public init?(_ trainable: TrainableGraph, blocks count: Int) {
        guard let graph = trainable.laneGraph(of: Scalar.self), let lowering = LaneLowering.lowered(graph) else {
            return nil
        }
        var emitter = LaneEmitter<Scalar>(lowering.places, unwanted: trainable.unreached(graph))
        let ends = [graph.inputValue, graph.outputValue] + (graph.features.map { [$0.value] } ?? [])
        let addresses = ends.map { emitter.at($0) }
        for step in lowering.steps { step.forward(&emitter) }
        forwardPass = 0..<emitter.program.instructions.count
        let given = emitter.beginSweep(at: graph.outputValue)
        let givenCode = graph.features.map { emitter.receive($0.value).address }
        if let givenCode { emitter.program.append(.touch(givenCode)) }
        for step in lowering.steps.reversed() { step.adjoint(&emitter) }
        reversePass = forwardPass.upperBound..<emitter.program.instructions.count
        let memory = LaneMemory(
            emitter, segments: [forwardPass, reversePass],
            lasting: Set(addresses.dropFirst().map(LaneEmitter<Scalar>.buffer)),
            first: [LaneEmitter<Scalar>.buffer(addresses[0])])
        let move = { (address: Int) in
            memory.offsets[LaneEmitter<Scalar>.buffer(address)] + LaneEmitter<Scalar>.offset(address)
        }
        guard memory.count * Lanes.count <= BoundGraph<Scalar>.mostElements / count else { return nil }
        emitter.program.move(move)
        emitter.moveCalls(move)
        (program, regions, meetings) = (emitter.program, emitter.calls, emitter.meetings)
        (outputGiven, codeGiven) = (move(given), givenCode.map(move))
        let places = zip(ends, addresses).map { value, address in
            LaneGraph<Scalar>.Place(offset: move(address), count: lowering.places.counts[value] ?? 0)
        }
        (input, output, code) = (places[0], places[1], places.count > 2 ? places[2] : nil)
        blocks = (0..<count).map { _ in Array(repeating: 0, count: memory.count * Lanes.count) }
        values = (0..<count).map { _ in Array(repeating: [:], count: lowering.regions.count) }
    }

    /// Takes over new weights.
    public mutating func load(weights: [Scalar]) {
        program.load(weights: weights)
        for index in regions.indices { regions[index].load(weights: weights) }
    }

    /// Lays samples of [n, inputCount] out for a block: `rows` of them from `first` on, the last one repeated.
    public mutating func place(_ x: [Scalar], first: Int, rows: Int, in block: Int) {
        Lanes.interleave(
            x, firstRow: first, rowCount: rows, count: input.count, into: &blocks[block], at: input.offset)
    }

    /// The forward pass of some blocks; weights and running statistics are those of meetings.
    ///
    /// - Throws: ``Base/Failure`` with the name of the node that failed.
    public mutating func forward(
        _ range: Range<Int>, weights: [Scalar], statistics: inout [Scalar]
    ) throws {
        var none: [Scalar] = []
        try run(forwardPass, range, weights, &statistics, &none)
    }

    /// Copies the outputs, and codes, of `rows` samples of a block into rows of [n, count], from `first` on.
    public func readOutput(_ block: Int, rows: Int, into output: inout [Scalar], first: Int) {
        Lanes.deinterleave(
            blocks[block], at: self.output.offset, count: self.output.count, into: &output, firstRow: first,
            rowCount: rows)
    }
    public func readCode(_ block: Int, rows: Int, into codes: inout [Scalar], first: Int) {
        guard let code else { return }
        Lanes.deinterleave(
            blocks[block], at: code.offset, count: code.count, into: &codes, firstRow: first, rowCount: rows)
    }

    /// Lays the cotangents of a block's output, and code, out: sixteen rows from `first` on, those of samples that are
    /// not there being zero.
    public mutating func place(output: [Scalar], code: [Scalar]?, first: Int, in block: Int) {
        Lanes.interleave(
            output, firstRow: first, rowCount: Lanes.count, count: self.output.count, into: &blocks[block],
            at: outputGiven)
        guard let place = self.code, let codeGiven else { return }
        let nothing = code ?? Array(repeating: 0, count: (first + Lanes.count) * place.count)
        Lanes.interleave(
            nothing, firstRow: first, rowCount: Lanes.count, count: place.count, into: &blocks[block], at: codeGiven)
    }

    /// Adds the gradients of some blocks to `gradients`, laid out as the program does, in the order of the blocks.
    public mutating func addGradients(_ range: Range<Int>, weights: [Scalar], to gradients: inout [Scalar]) throws {
        var none: [Scalar] = []
        try run(reversePass, range, weights, &none, &gradients)
    }

    /// Adds gradients in the program's layout to those of the flat array of weights.
    public func unpack(_ gradients: [Scalar], into weights: inout [Scalar]) {
        program.unpack(gradients, into: &weights)
    }

    /// Runs instructions on some blocks: all come to a meeting before any goes on.
    private mutating func run(
        _ range: Range<Int>, _ some: Range<Int>, _ weights: [Scalar], _ statistics: inout [Scalar],
        _ gradients: inout [Scalar]
    ) throws {
        var next = range.lowerBound
        while next < range.upperBound {
            var stop = next
            for block in some { stop = try run(next..<range.upperBound, block, &gradients) }
            next = stop
            guard next < range.upperBound, case .meet(let number) = program.instructions[next] else { continue }
            meet(meetings[number], some, weights, &statistics, &gradients)
            next += 1
        }
    }

    /// Runs instructions on a block up to the next meeting, and the nodes between them.
    private mutating func run(_ range: Range<Int>, _ block: Int, _ gradients: inout [Scalar]) throws -> Int {
        var next = range.lowerBound
        while true {
            next = program.run(next..<range.upperBound, on: &blocks[block], gradients: &gradients)
            guard next < range.upperBound, case .call(let number) = program.instructions[next] else { return next }
            let region = regions[number]
            try region.run(&blocks[block], &values[block][region.number], &gradients)
            next += 1
        }
    }

    /// Puts together what some blocks bring to a meeting, and writes the numbers that follow.
    @specialized(where Scalar == Float)
    private mutating func meet(
        _ meeting: BatchMeeting, _ some: Range<Int>, _ weights: [Scalar], _ statistics: inout [Scalar],
        _ gradients: inout [Scalar]
    ) {
        let (numbers, channels) = (meeting.numbers, meeting.channels)
        for channel in 0..<channels {
            let place = (meeting.address + channel) * Lanes.count
            let memory = meeting.forwardNumbers + channel
            if meeting.isReverse {
                var (sum, along) = (0.0, 0.0)
                for block in some {
                    sum += Double(blocks[block][place])
                    along += Double(blocks[block][place + 1])
                }
                let found = meeting.reverse(
                    channel, sum: sum, along: along, blocks: some.count, weights: weights, memories[memory]!,
                    gradients: &gradients)
                program.write(found.p, at: numbers + channel)
                program.write(found.q, at: numbers + channels + channel)
                program.write(found.r, at: numbers + 2 * channels + channel)
            } else {
                var moments = BatchMeeting.Moments()
                for block in some {
                    moments.add(
                        Double(blocks[block][place]), Double(blocks[block][place + 1]),
                        count: Double(meeting.length * Lanes.count))
                }
                let found = meeting.forward(
                    channel, moments, weights: weights, statistics: &statistics, &memories[memory, default: .init()])
                program.write(found.factor, at: numbers + channel)
                program.write(found.offset, at: numbers + channels + channel)
                program.write(Scalar(moments.mean), at: numbers + 2 * channels + channel)
            }
        }
    }
}
