// SPDX-License-Identifier: Apache-2.0
import Kernels

/// Calls of kernels in a row on one memory, with all the constants that they read.
///
/// Running it allocates nothing, takes no lock and counts no reference.
public struct LaneProgram<Scalar: Real>: Sendable {
    public private(set) var instructions: [LaneInstruction] = []
    private var numbers: [Scalar] = []
    private var tables: [Int32] = []

    public init() {}

    public mutating func append(_ instruction: LaneInstruction) { instructions.append(instruction) }

    /// Keeps numbers for good and returns where they begin.
    mutating func keep(_ values: [Scalar]) -> Int {
        numbers += values
        return numbers.count - values.count
    }

    mutating func keep(_ values: [Int32]) -> Int {
        tables += values
        return tables.count - values.count
    }

    /// Moves every place in memory.
    public mutating func move(_ move: (Int) -> Int) { instructions = instructions.map { $0.moved(move) } }

    /// Runs the instructions in `range` up to the first call, which the caller has to carry out; returns its index, or
    /// the end of the range.
    @specialized(where Scalar == Float)
    public func run(_ range: Range<Int>, on memory: inout [Scalar]) -> Int {
        memory.withUnsafeMutableBufferPointer { memory in
            numbers.withUnsafeBufferPointer { numbers in
                tables.withUnsafeBufferPointer { tables in
                    instructions.withUnsafeBufferPointer { instructions in
                        let machine = LaneMachine(memory: memory, numbers: numbers, tables: tables)
                        for index in range {
                            if case .call = instructions[index] { return index }
                            machine.run(instructions[index])
                        }
                        return range.upperBound
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
        case .touch, .call: break
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
