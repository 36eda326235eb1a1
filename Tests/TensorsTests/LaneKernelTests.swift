// SPDX-License-Identifier: Apache-2.0
import Kernels
import Testing

@testable import Tensors

/// Every other kernel in lanes, of random shapes.
@Suite(.serialized, .timeLimit(.minutes(10))) struct LaneKernelTests {
    static let seeds = 0..<600

    struct Dense: LaneCase {
        let rows: Int
        let columns: Int
        /// 1 runs the dense kernel, more the correlation.
        let positions: Int
        let adds: Bool
        var inputs: Int { positions * columns }
        var outputs: Int { positions * rows }

        func append<T: Real>(to program: inout LaneProgram<T>, x: Int, y: Int, scratch: Int) {
            let weights: [T] = LaneBench.numbers(rows * columns, 1)
            let bias: [T] = LaneBench.numbers(rows, 2)
            if positions == 1 {
                program.appendDense(rows: rows, columns: columns, bias: bias, adds: adds, x: x, y: y) {
                    weights[$0 * columns + $1]
                }
            } else {
                program.appendPositions(
                    positions, rows: rows, columns: columns, bias: bias, x: x, addend: adds ? y : nil, y: y
                ) { weights[$0 * columns + $1] }
            }
        }
    }

    @Test func dense() {
        for seed in Self.seeds {
            var dice = Dice(seed)
            LaneBench.check(
                Dense(
                    rows: dice.roll(1...30), columns: dice.roll(1...40), positions: dice.flip() ? 1 : dice.roll(2...9),
                    adds: dice.flip()), seed: UInt64(seed))
        }
    }

    struct Pooling: LaneCase {
        let window: Window
        let planes: Int
        let isAdjoint: Bool
        let adds: Bool
        private var before: Int { planes * window.inputCount }
        private var after: Int { planes * window.outputCount }
        var inputs: Int { before + (isAdjoint ? after : 0) }
        var outputs: Int { isAdjoint ? before : after }
        var scratch: Int { after }

        func append<T: Real>(to program: inout LaneProgram<T>, x: Int, y: Int, scratch: Int) {
            program.appendMaxima(window, planes: planes, x: x, y: isAdjoint ? scratch : y)
            guard isAdjoint else { return }
            program.appendMaximaAdjoint(
                window, planes: planes, adds: adds, x: x, y: scratch, dy: x + before, dx: y)
        }
    }

    @Test func maxima() {
        for seed in Self.seeds {
            var dice = Dice(seed)
            let (kernel, stride, pad) = (dice.roll(1...3), dice.roll(1...3), dice.roll(0...1))
            let (rows, columns) = (dice.roll(3...8), dice.roll(3...8))
            let output = [rows, columns].map { ($0 + 2 * min(pad, kernel - 1) - kernel) / stride + 1 }
            let window = Window(
                input: [rows, columns], kernel: [kernel, kernel], strides: [stride, stride], dilations: [1, 1],
                padsBegin: [min(pad, kernel - 1), min(pad, kernel - 1)], output: output)
            LaneBench.check(
                Pooling(window: window, planes: dice.roll(1...3), isAdjoint: dice.flip(), adds: dice.flip()),
                seed: UInt64(seed))
        }
    }

    struct Gathering: LaneCase {
        let terms: [[Int]]
        let size: Int
        let planes: Int
        let adds: Bool
        let weighted: Bool
        let isAdjoint: Bool
        var inputs: Int { planes * (isAdjoint ? terms.count : size) }
        var outputs: Int { planes * (isAdjoint ? size : terms.count) }

        func append<T: Real>(to program: inout LaneProgram<T>, x: Int, y: Int, scratch: Int) {
            let weights: [T] = LaneBench.numbers(64, 3)
            let rows = terms.map { row in row.map { (index: $0, weight: weighted ? weights[$0] : T(1)) } }
            let offsets: [T] = weighted ? LaneBench.numbers(terms.count, 4) : []
            let table = LaneTable(inputs: size, planes: planes, rows: rows, offsets: offsets)
            (isAdjoint ? table.adjoint : table).append(to: &program, x: x, y: y, adds: adds)
        }
    }

    @Test func tables() {
        for seed in Self.seeds {
            var dice = Dice(seed)
            let size = dice.roll(1...20)
            let terms = (0..<dice.roll(1...20)).map { _ in (0..<dice.roll(0...4)).map { _ in dice.roll(0...size - 1) } }
            LaneBench.check(
                Gathering(
                    terms: terms, size: size, planes: dice.roll(1...3), adds: dice.flip(), weighted: dice.flip(),
                    isAdjoint: dice.flip()), seed: UInt64(seed))
        }
    }

    struct Line: LaneCase {
        let count: Int
        let run: Int
        let adds: Bool
        let shifts: Bool
        var inputs: Int { count }
        var outputs: Int { count }

        func append<T: Real>(to program: inout LaneProgram<T>, x: Int, y: Int, scratch: Int) {
            let runs = (count + run - 1) / run
            program.appendAffine(
                count: count, run: run, scale: LaneBench.numbers(runs, 1),
                offset: shifts ? LaneBench.numbers(runs, 2) : nil, adds: adds, x: x, y: y)
        }
    }

    @Test func affine() {
        for seed in Self.seeds {
            var dice = Dice(seed)
            LaneBench.check(
                Line(count: dice.roll(1...50), run: dice.roll(1...50), adds: dice.flip(), shifts: dice.flip()),
                seed: UInt64(seed))
        }
    }

    struct Standardizing: LaneCase {
        let runs: Int
        let length: Int
        let isAdjoint: Bool
        let adds: Bool
        private var count: Int { runs * length }
        var inputs: Int { isAdjoint ? 2 * count : count }
        var outputs: Int { count + (isAdjoint ? 0 : runs) }
        var scratch: Int { count + runs }

        func append<T: Real>(to program: inout LaneProgram<T>, x: Int, y: Int, scratch: Int) {
            let standard = isAdjoint ? scratch : y
            program.append(
                .standardize(runs: runs, length: length, epsilon: 0.01, x: x, y: standard, inverse: standard + count))
            guard isAdjoint else { return }
            program.append(
                .standardizeAdjoint(
                    runs: runs, length: length, adds: adds, y: standard, inverse: standard + count, dy: x + count,
                    dx: y))
        }
    }

    @Test func standardization() {
        for seed in Self.seeds {
            var dice = Dice(seed)
            LaneBench.check(
                Standardizing(
                    runs: dice.roll(1...5), length: dice.roll(1...40), isAdjoint: dice.flip(), adds: dice.flip()),
                seed: UInt64(seed), within: 1e-5)
        }
    }

    struct Softening: LaneCase {
        let outer: Int
        let extent: Int
        let inner: Int
        let logarithm: Bool
        let isAdjoint: Bool
        let adds: Bool
        private var count: Int { outer * extent * inner }
        var inputs: Int { isAdjoint ? 2 * count : count }
        var outputs: Int { count }
        var scratch: Int { count }

        func append<T: Real>(to program: inout LaneProgram<T>, x: Int, y: Int, scratch: Int) {
            let shape = (outer, extent, inner)
            program.appendSoftmax(
                outer: shape.0, extent: shape.1, inner: shape.2, logarithm: logarithm, x: x,
                y: isAdjoint ? scratch : y)
            guard isAdjoint else { return }
            program.appendSoftmax(
                outer: shape.0, extent: shape.1, inner: shape.2, logarithm: logarithm, x: y, y: scratch,
                dy: x + count, adds: adds)
        }
    }

    @Test func softmax() {
        for seed in Self.seeds {
            var dice = Dice(seed)
            LaneBench.check(
                Softening(
                    outer: dice.roll(1...4), extent: dice.roll(1...12), inner: dice.roll(1...4),
                    logarithm: dice.flip(), isAdjoint: dice.flip(), adds: dice.flip()), seed: UInt64(seed))
        }
    }

    struct Multiplying: LaneCase {
        let rows: Int
        let columns: Int
        let terms: Int
        let count: Int
        let transposes: (Bool, Bool)
        let adds: Bool
        var inputs: Int { count * (rows + columns) * terms }
        var outputs: Int { count * rows * columns }

        func append<T: Real>(to program: inout LaneProgram<T>, x: Int, y: Int, scratch: Int) {
            typealias Steps = LaneMatrixProduct.Steps
            let a = transposes.0 ? Steps(row: 1, column: rows) : Steps(row: terms, column: 1)
            let b = transposes.1 ? Steps(row: 1, column: terms) : Steps(row: columns, column: 1)
            program.appendMatrices(
                LaneMatrixProduct(
                    rows: rows, columns: columns, terms: terms, a: a, b: b, c: Steps(row: columns, column: 1)),
                LaneRepetition(count: count, a: rows * terms, b: terms * columns, c: rows * columns), adds: adds,
                a: x, b: x + count * rows * terms, c: y)
        }
    }

    @Test func matrices() {
        for seed in Self.seeds {
            var dice = Dice(seed)
            LaneBench.check(
                Multiplying(
                    rows: dice.roll(1...9), columns: dice.roll(1...15), terms: dice.roll(1...12),
                    count: dice.roll(1...3), transposes: (dice.flip(), dice.flip()), adds: dice.flip()),
                seed: UInt64(seed))
        }
    }

    /// What is not a number wins its windows and takes their gradients in lanes too, in C and in the plain loops.
    @Test func notANumber() {
        let window = Window(
            input: [2, 2], kernel: [2, 2], strides: [2, 2], dilations: [1, 1], padsBegin: [0, 0], output: [1, 1])
        func pooled<T: Real>(_ place: Int, _: T.Type) -> [T] {
            // x in 4 vectors, y in one, ȳ in one, x̄ in 4.
            var program = LaneProgram<T>()
            program.appendMaxima(window, planes: 1, x: 0, y: 4)
            program.appendMaximaAdjoint(window, planes: 1, adds: false, x: 0, y: 4, dy: 5, dx: 6)
            var memory = [T](repeating: 1, count: 10 * Lanes.count)
            for lane in 0..<Lanes.count { memory[place * Lanes.count + lane] = .nan }
            #expect(program.run(0..<2, on: &memory) == 2)
            return memory
        }
        for place in 0..<4 {
            for lane in 0..<Lanes.count {
                let (fast, plain) = (pooled(place, Float.self), pooled(place, Double.self))
                #expect(fast[4 * Lanes.count + lane].isNaN && plain[4 * Lanes.count + lane].isNaN)
                let wins = (0..<4).map { $0 == place ? 1.0 : 0 }
                let found = (6..<10).map { (Double(fast[$0 * Lanes.count + lane]), plain[$0 * Lanes.count + lane]) }
                #expect(found.map(\.0) == wins && found.map(\.1) == wins)
            }
        }
    }

    @Test(arguments: [(16, 16, 24), (10, 16, 5), (3, 7, 13), (1, 1, 1)]) func products(
        _ rows: Int, _ columns: Int, _ length: Int
    ) {
        let distance = length + 2
        let shape = LaneProductShape(
            rows: rows, columns: columns, length: length, rowDistance: distance, coefficientDistance: columns)
        func run<T: Real>(_: T.Type) -> [T] {
            var memory: [T] = LaneBench.numbers(
                ((rows + columns) * distance + rows * columns + rows * distance) * 16, 6)
            let (b, c) = (rows * distance, (rows + columns) * distance)
            Lanes.products(shape, &memory, a: 0, b: b, c: c)
            Lanes.combine(shape, &memory, keep: 0.5, c: c, x: b, y: c + rows * columns)
            return memory
        }
        let exact = run(Double.self)
        defer { kernel_choose_level(4) }
        var bits: [[UInt32]] = []
        for level in LaneBench.levels {
            kernel_choose_level(Int32(level))
            let found = run(Float.self)
            if level > 0 { bits.append(found.map(\.bitPattern)) }
            #expect(zip(found, exact).allSatisfy { abs(Double($0) - $1) <= 2e-5 })
        }
        #expect(bits.allSatisfy { $0 == bits[0] })
    }

    @Test func rowsInAndOut() {
        for (count, filled) in [(20, 16), (16, 5), (3, 1)] {
            let rows: [Float] = LaneBench.numbers(count * filled, 5)
            var lanes = [Float](repeating: 0, count: count * Lanes.count)
            Lanes.interleave(rows, firstRow: 0, rowCount: filled, count: count, into: &lanes, at: 0)
            for (row, element) in [(0, 0), (filled - 1, count - 1)] {
                #expect(lanes[element * Lanes.count + row] == rows[row * count + element])
            }
            var back = [Float](repeating: 0, count: rows.count)
            Lanes.deinterleave(lanes, at: 0, count: count, into: &back, firstRow: 0, rowCount: filled)
            #expect(back == rows)
        }
    }
}
