// SPDX-License-Identifier: Apache-2.0
import Kernels
import Testing

@testable import Tensors

/// Gradients of weights in lanes, and statistics of a batch, of random shapes: kernels at every level against the plain
/// loops, and these against the reference of a convolution.
@Suite(.serialized, .timeLimit(.minutes(10))) struct LaneWeightTests {
    static let seeds = 0..<600

    /// A convolution and the gradients of its weights for a cotangent that follows the input.
    struct Convolving: LaneCase {
        var layer: LaneConvolutionTests.Layer
        var inputs: Int { layer.sources + layer.outputs }
        var outputs: Int { layer.outputs }
        var scratch: Int { layer.scratch }

        func append<T: Real>(to program: inout LaneProgram<T>, x: Int, y: Int, scratch: Int) {
            let correlation = layer.correlation(T.self)
            correlation.append(to: &program, x: x, y: y, scratch: scratch)
            correlation.appendWeights(
                to: &program, source: correlation.isFramed ? scratch : x, dy: x + layer.sources)
        }
    }

    private static func random(_ seed: Int) -> Convolving? {
        guard var layer = LaneConvolutionTests.random(seed) else { return nil }
        (layer.slope, layer.hasAddend, layer.maskSlope, layer.isLearned) = (1, false, nil, true)
        return Convolving(layer: layer)
    }

    @Test func convolutions() {
        let cases = Self.seeds.compactMap(Self.random)
        #expect(cases.count >= 500)
        for (number, test) in cases.enumerated() { LaneBench.check(test, seed: UInt64(number), within: 1e-5) }
    }

    /// In double precision, where the sums are put together for the weights themselves.
    @Test func referenceOfConvolutions() {
        var compared = 0
        for test in Self.seeds.compactMap(Self.random)
        where test.layer.upsampling == (1, 1) && test.layer.geometry.window.rank == 2 {
            var program = LaneProgram<Double>()
            test.append(to: &program, x: 0, y: test.inputs, scratch: test.inputs + test.outputs)
            var memory: [Double] = LaneBench.numbers((test.inputs + test.outputs + test.scratch) * Lanes.count, 3)
            let given = memory
            var gradients = [Double](repeating: 0, count: program.gradientCount)
            _ = program.run(0..<program.instructions.count, on: &memory, gradients: &gradients)
            let layer = test.layer
            var found = [Double](
                repeating: 0,
                count: layer.geometry.weightCount + (layer.isAdjoint ? layer.geometry.channels : layer.geometry.maps))
            program.unpack(gradients, into: &found)
            func rows(_ first: Int, _ count: Int) -> [Double] {
                (0..<Lanes.count).flatMap { lane in (0..<count).map { given[(first + $0) * Lanes.count + lane] } }
            }
            let (x, dy) = (rows(0, layer.sources), rows(layer.sources, layer.outputs))
            let exact = Reference.convolveWeights(
                layer.isAdjoint ? dy : x, layer.isAdjoint ? x : dy, geometry: layer.geometry, batch: Lanes.count)
            let worst = zip(found, exact).map { abs($0 - $1) }.max() ?? 0
            #expect(worst < 1e-9, "\(layer)")
            compared += 1
        }
        #expect(compared > 200)
    }

    struct Dense: LaneCase {
        let rows: Int
        let columns: Int
        let positions: Int
        let hasBias: Bool
        var inputs: Int { positions * (rows + columns) }
        var outputs: Int { 0 }
        var scratch: Int { columns }

        func append<T: Real>(to program: inout LaneProgram<T>, x: Int, y: Int, scratch: Int) {
            let places = (0..<rows * columns + rows).map { Int32($0) }
            program.appendDenseWeights(
                positions, rows: rows, columns: columns, x: x, samples: scratch, dy: x + positions * columns,
                sources: LaneSources(
                    weights: Array(places.dropLast(rows)), bias: hasBias ? Array(places.suffix(rows)) : nil))
        }
    }

    @Test func dense() {
        for seed in Self.seeds {
            var dice = Dice(seed)
            let test = Dense(
                rows: dice.roll(1...30), columns: dice.roll(1...150), positions: dice.flip() ? 1 : dice.roll(2...9),
                hasBias: dice.flip())
            LaneBench.check(test, seed: UInt64(seed), within: 1e-5)
        }
    }

    /// Affine maps, statistics of channels, and what follows from those.
    struct Channels: LaneCase {
        enum Kind: CaseIterable { case affine, moments, slopes, blend }

        let kind: Kind
        let channels: Int
        let length: Int
        let flag: Bool
        private var count: Int { channels * length }
        var inputs: Int { 2 * count }
        var outputs: Int { kind == .blend ? count : kind == .affine ? 0 : channels }

        func append<T: Real>(to program: inout LaneProgram<T>, x: Int, y: Int, scratch: Int) {
            let numbers: [T] = LaneBench.numbers(3 * channels, 8)
            let place = program.keep(numbers, nil)
            switch kind {
            case .affine:
                let places = (0..<channels).map { Int32($0) }
                program.appendAffineWeights(
                    count: count, run: length, x: x, dy: x + count, scaleSources: flag ? places : nil,
                    offsetSources: places)
            case .moments: program.append(.moments(channels: channels, length: length, x: x, into: y))
            case .slopes:
                program.append(
                    .slopes(channels: channels, length: length, means: place, x: x, dy: x + count, into: y))
            case .blend:
                program.append(
                    .blend(count: count, run: length, adds: flag, numbers: place, a: x, b: x + count, y: y))
            }
        }
    }

    @Test(arguments: Channels.Kind.allCases) func channels(_ kind: Channels.Kind) {
        for seed in Self.seeds {
            var dice = Dice(seed)
            LaneBench.check(
                Channels(kind: kind, channels: dice.roll(1...7), length: dice.roll(1...40), flag: dice.flip()),
                seed: UInt64(seed), within: 1e-5)
        }
    }
}
