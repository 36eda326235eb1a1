// SPDX-License-Identifier: Apache-2.0
import Kernels

/// Calls of kernels in a row on one memory, with all the constants that they read.
///
/// Running it allocates nothing, takes no lock and counts no reference.
public struct LaneProgram<Scalar: Real>: Sendable {
    public private(set) var instructions: [LaneInstruction] = []
    private var numbers: [Scalar] = []
    private var tables: [Int32] = []
    /// Which numbers are weights that change, and where their gradients are.
    private var learned = LaneLinks()
    private var gradients = LaneLinks()
    /// Elements of the memory that gradients of weights are added to.
    public private(set) var gradientCount = 0

    public init() {}

    public mutating func append(_ instruction: LaneInstruction) { instructions.append(instruction) }

    /// Keeps numbers for good and returns where they begin.
    mutating func keep(_ values: [Scalar]) -> Int {
        numbers += values
        return numbers.count - values.count
    }

    /// Keeps numbers some of which are sums of weights.
    public mutating func keep(_ values: [Scalar], _ links: LaneLinks?) -> Int {
        let place = keep(values)
        if let links { learned.append(links, at: place) }
        return place
    }

    /// A place for `count` gradients of numbers that are sums of weights.
    public mutating func keepGradients(_ count: Int, _ links: LaneLinks) -> Int {
        gradients.append(links, at: gradientCount)
        gradientCount += count
        return gradientCount - count
    }

    /// Takes over new weights.
    @specialized(where Scalar == Float)
    public mutating func load(weights: [Scalar]) { learned.sum(weights, into: &numbers) }

    /// Adds gradients where the program has them to those of the weights.
    @specialized(where Scalar == Float)
    public func unpack(_ packed: [Scalar], into weights: inout [Scalar]) { gradients.scatter(packed, into: &weights) }

    /// Writes a number of the pool.
    public mutating func write(_ value: Scalar, at place: Int) { numbers[place] = value }

    mutating func keep(_ values: [Int32]) -> Int {
        tables += values
        return tables.count - values.count
    }

    /// Moves every place in memory.
    public mutating func move(_ move: (Int) -> Int) { instructions = instructions.map { $0.moved(move) } }

    /// Runs the instructions in `range` up to the first call or meeting, which the caller has to carry out; returns its
    /// index, or the end of the range.
    @specialized(where Scalar == Float)
    public func run(_ range: Range<Int>, on memory: inout [Scalar]) -> Int {
        var none: [Scalar] = []
        return run(range, on: &memory, gradients: &none)
    }

    /// The same, with gradients of weights being added to `gradients`.
    @specialized(where Scalar == Float)
    public func run(_ range: Range<Int>, on memory: inout [Scalar], gradients: inout [Scalar]) -> Int {
        precondition(gradients.isEmpty || gradients.count == gradientCount, "\(gradients.count) gradients")
        return memory.withUnsafeMutableBufferPointer { memory in
            gradients.withUnsafeMutableBufferPointer { gradients in
                numbers.withUnsafeBufferPointer { numbers in
                    tables.withUnsafeBufferPointer { tables in
                        instructions.withUnsafeBufferPointer { instructions in
                            let machine = LaneMachine(
                                memory: memory, numbers: numbers, tables: tables, gradients: gradients)
                            for index in range {
                                switch instructions[index] {
                                case .call, .meet: return index
                                default: machine.run(instructions[index])
                                }
                            }
                            return range.upperBound
                        }
                    }
                }
            }
        }
    }
}

/// The memory and the pools while a program runs.
struct LaneMachine<Scalar: Real> {
    let memory: UnsafeMutableBufferPointer<Scalar>
    let numbers: UnsafeBufferPointer<Scalar>
    let tables: UnsafeBufferPointer<Int32>
    let gradients: UnsafeMutableBufferPointer<Scalar>

    @inline(__always)
    private func at(_ place: Int) -> UnsafeMutablePointer<Scalar> { memory.baseAddress! + place * Lanes.count }
    @inline(__always)
    private func at(_ place: Int) -> UnsafePointer<Scalar> { UnsafePointer(memory.baseAddress! + place * Lanes.count) }
    @inline(__always)
    private func number(_ place: Int) -> UnsafePointer<Scalar> { numbers.baseAddress! + place }
    @inline(__always)
    private func table(_ place: Int) -> UnsafePointer<Int32> { tables.baseAddress! + place }

    @inline(__always)
    func run(_ instruction: LaneInstruction) {
        switch instruction {
        case .frame(let shape, let slope, let places, let x, let mask, let padded):
            Scalar.frame(shape, at(x), mask: mask.map { at($0) }, slope: Scalar(slope), table(places), at(padded))
        case .correlate(let shape, let pools, let slope, let x, let addend, let y):
            correlate(shape, pools, slope: Scalar(slope), x: x, addend: addend, y: y)
        case .dense(let rows, let columns, let adds, let weights, let bias, let x, let y):
            Scalar.multiply(rows: rows, columns: columns, adds: adds, number(weights), number(bias), at(x), at(y))
        case .maxima(let window, let planes, let x, let y): Scalar.maxima(planes, window, at(x), at(y))
        case .maximaAdjoint(let window, let planes, let adds, let x, let y, let dy, let dx):
            Scalar.maximaAdjoint(planes, window, adds: adds, at(x), at(y), at(dy), at(dx))
        case .gather(let shape, let pools, let x, let y):
            let operands = SparseOperands(
                starts: table(pools.starts), indices: table(pools.indices), weights: pools.weights.map { number($0) },
                offsets: pools.offsets.map { number($0) }, x: at(x) as UnsafePointer<Scalar>)
            Scalar.gather(shape, operands, at(y))
        case .affine(let count, let run, let adds, let scale, let offset, let x, let y):
            Scalar.affine(
                count: count, run: run, adds: adds, number(scale), offset.map { number($0) }, at(x), at(y))
        case .standardize(let runs, let length, let epsilon, let x, let y, let inverse):
            Scalar.standardize(runs: runs, length, epsilon, at(x), at(y), at(inverse))
        case .standardizeAdjoint(let runs, let length, let adds, let y, let inverse, let dy, let dx):
            Scalar.standardizeAdjoint(runs: runs, length, adds: adds, at(y), at(inverse), at(dy), at(dx))
        case .softmax(let shape, let x, let y): Scalar.softmax(shape, at(x), at(y))
        case .softmaxAdjoint(let shape, let y, let dy, let dx): Scalar.softmaxAdjoint(shape, at(y), at(dy), at(dx))
        case .matrices(let shape, let repetition, let a, let b, let c):
            for index in 0..<repetition.count {
                Scalar.multiplyMatrices(
                    shape, at(a + index * repetition.a), at(b + index * repetition.b), at(c + index * repetition.c))
            }
        case .map(let function, let count, let adds, let a, let b, let c, let y):
            let operands = LaneOperands<Scalar>(a: at(a), b: at(b), c: at(c))
            Scalar.map(function, count: count, adds: adds, operands, at(y))
        case .clear(let count, let y):
            (at(y) as UnsafeMutablePointer<Scalar>).update(repeating: 0, count: count * Lanes.count)
        case .correlateWeights(let shape, let pools, let weights, let bias, let x, let dy):
            correlateWeights(shape, pools, weights: weights, bias: bias, x: x, dy: dy)
        case .denseWeights(let rows, let columns, let weights, let bias, let x, let samples, let dy):
            Scalar.deinterleave(columns, at(x), at(samples))
            Scalar.multiplyWeights(rows: rows, columns: columns, operands(samples, dy, weights, bias))
        case .affineWeights(let count, let run, let weights, let bias, let x, let dy):
            Scalar.affineWeights(count: count, run: run, operands(x, dy, weights, bias))
        case .moments(let channels, let length, let x, let into):
            Scalar.moments(channels: channels, length: length, at(x), at(into))
        case .slopes(let channels, let length, let means, let x, let dy, let into):
            Scalar.slopes(channels: channels, length: length, number(means), at(x), at(dy), at(into))
        case .blend(let count, let run, let adds, let numbers, let a, let b, let y):
            Scalar.blend(count: count, run: run, adds: adds, number(numbers), at(a), at(b), at(y))
        case .touch, .call, .meet: break
        }
    }

    @inline(__always)
    private func operands(_ x: Int, _ dy: Int, _ weights: Int?, _ bias: Int?) -> WeightOperands<Scalar> {
        WeightOperands(
            x: at(x), dy: at(dy), weights: weights.map { gradients.baseAddress! + $0 },
            bias: bias.map { gradients.baseAddress! + $0 })
    }

    @inline(__always)
    private func correlateWeights(
        _ shape: lane_correlation, _ pools: LaneCorrelationPools, weights: Int, bias: Int?, x: Int, dy: Int
    ) {
        for group in 0..<pools.groups {
            let map = group * Int(shape.maps)
            Scalar.correlateWeights(
                shape,
                operands(x + group * pools.sourceStep, dy, weights + group * pools.weightStep, bias.map { $0 + map }),
                taps: table(pools.taps), places: table(pools.places + map))
        }
    }

    @inline(__always)
    private func correlate(
        _ shape: lane_correlation, _ pools: LaneCorrelationPools, slope: Scalar, x: Int, addend: Int?, y: Int
    ) {
        for group in 0..<pools.groups {
            let map = group * Int(shape.maps)
            let operands = CorrelationOperands<Scalar>(
                x: at(x + group * pools.sourceStep), taps: table(pools.taps),
                weights: number(pools.weights + group * pools.weightStep), bias: number(pools.bias + map),
                places: table(pools.places + map), addend: addend.map { at($0) }, slope: slope, y: at(y))
            Scalar.correlate(shape, operands)
        }
    }
}
