// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Tensors

@Suite(.timeLimit(.minutes(10))) struct PoolingTests {
    private struct RandomPooling {
        let window: Window
        let planes: Int
        let x: [Double]
        let gradient: [Double]

        /// Values of few levels where `ties`, so that maxima repeat.
        init(_ seed: Int, rank: Int, ties: Bool) {
            var draw = Draw(seed)
            window =
                seed % 4 == 0 && rank == 2
                ? Self.halving(&draw) : RandomConvolution.window(&draw, rank: rank, largest: 9)
            planes = draw.integer(1...5)
            let numbers = draw.numbers(planes * window.inputCount)
            x = ties ? numbers.map { ($0 * 2).rounded() } : numbers
            gradient = draw.numbers(planes * window.outputCount)
        }

        /// 2×2 windows side by side, over extents that may be odd.
        private static func halving(_ draw: inout Draw) -> Window {
            let input = [draw.integer(2...19), draw.integer(2...19)]
            return Window(
                input: input, kernel: [2, 2], strides: [2, 2], dilations: [1, 1], padsBegin: [0, 0],
                output: [input[0] / 2, input[1] / 2])
        }
    }

    @Test func maximumByHand() {
        let window = Window(
            input: [3, 4], kernel: [2, 2], strides: [1, 2], dilations: [1, 1], padsBegin: [0, 0], output: [2, 2])
        let x: [Double] = [1, 5, 5, 2, 4, 4, 0, 5, 9, 8, 7, 7]
        #expect(Reference.maxPool(x, window: window, planes: 1) == [5, 5, 9, 7])
        #expect(Reference.maxPoolIndices(x, window: window, planes: 1) == [1, 2, 8, 10])
        #expect(
            Reference.maxPoolAdjoint([1, 2, 3, 4], input: x, window: window, planes: 1)
                == [0, 1, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0])
    }

    /// A window in the padding alone holds nothing: −∞, and no gradient.
    @Test func onlyPadding() {
        let window = Window(
            input: [1, 1], kernel: [1, 1], strides: [1, 1], dilations: [1, 1], padsBegin: [1, 0], output: [2, 1])
        #expect(Reference.maxPool([3.0], window: window, planes: 1) == [-.infinity, 3])
        #expect(Float.maxPool([3], window: window, planes: 1) == [-.infinity, 3])
        #expect(Float.maxPoolAdjoint([7, 2], input: [3], window: window, planes: 1) == [2])
    }

    /// What is not a number wins every window that it lies in, and takes the gradient, wherever it stands and by whichever path.
    @Test(arguments: [(2, 2), (2, 1), (3, 1)], 0..<16) func notANumber(_ sizes: (Int, Int), _ place: Int) {
        let (kernel, stride) = sizes
        let output = (4 - kernel) / stride + 1
        let window = Window(
            input: [4, 4], kernel: [kernel, kernel], strides: [stride, stride], dilations: [1, 1], padsBegin: [0, 0],
            output: [output, output])
        var x = (0..<16).map { Float($0 % 7) }
        x[place] = .nan
        let y = Float.maxPool(x, window: window, planes: 1)
        let taps = window.taps()
        for position in y.indices {
            let inside = taps[position * kernel * kernel..<(position + 1) * kernel * kernel].contains(place)
            #expect(y[position].isNaN == inside)
        }
        let ones = [Float](repeating: 1, count: y.count)
        let gradient = Float.maxPoolAdjoint(ones, input: x, window: window, planes: 1)
        let touched = y.count { $0.isNaN }
        #expect(gradient[place] == Float(touched))
        let wide = x.map { Double($0) }
        let plain = Reference.maxPool(wide, window: window, planes: 1)
        #expect(plain.map(\.isNaN) == y.map(\.isNaN))
        let back = Reference.maxPoolAdjoint(ones.map { Double($0) }, input: wide, window: window, planes: 1)
        #expect(back == gradient.map { Double($0) })
    }

    /// The same values, winners and gradients, ties included.
    @Test(arguments: 0..<80, 1...3) func fastMaximum(_ seed: Int, _ rank: Int) {
        let random = RandomPooling(seed, rank: rank, ties: seed % 2 == 0)
        let y = Reference.maxPool(random.x, window: random.window, planes: random.planes)
        #expect(Float.maxPool(random.x.single, window: random.window, planes: random.planes) == y.single)
        let back = Reference.maxPoolAdjoint(
            random.gradient, input: random.x, window: random.window, planes: random.planes)
        let fast = Float.maxPoolAdjoint(
            random.gradient.single, input: random.x.single, window: random.window, planes: random.planes)
        #expect(relativeError(fast, back) < 1e-6)
    }

    /// Where maxima are unique, pooling is linear around x: Jv is v at the winners.
    @Test(arguments: 0..<30) func maximumAdjoint(_ seed: Int) {
        let random = RandomPooling(seed, rank: 2, ties: false)
        var draw = Draw(1000 + seed)
        let v = draw.numbers(random.x.count)
        let winners = Reference.maxPoolIndices(random.x, window: random.window, planes: random.planes)
        let forward = winners.map { $0 < 0 ? 0 : v[$0] }
        let back = Reference.maxPoolAdjoint(
            random.gradient, input: random.x, window: random.window, planes: random.planes)
        #expect(agree(inner(forward, random.gradient), inner(v, back)))
    }

    /// Over 1…4 with one zero of padding before: dividing by what lies inside, or by the padded window.
    @Test func averageByHand() {
        let window = Window(input: [4], kernel: [3], strides: [2], dilations: [1], padsBegin: [1], output: [2])
        let inside = window.divisors(countingPadding: false, padsEnd: [0])
        let padded = window.divisors(countingPadding: true, padsEnd: [0])
        #expect(inside == [2, 3] && padded == [3, 3])
        #expect(Reference.averagePool([1.0, 2, 3, 4], window: window, planes: 1, divisors: inside) == [1.5, 3])
        #expect(Reference.averagePool([1.0, 2, 3, 4], window: window, planes: 1, divisors: padded) == [1, 3])
        /// A last window that reaches beyond the padding at the end does not count those places.
        let beyond = Window(input: [4], kernel: [3], strides: [2], dilations: [1], padsBegin: [0], output: [2])
        #expect(beyond.divisors(countingPadding: true, padsEnd: [0]) == [3, 2])
    }

    @Test(arguments: 0..<40, 1...3) func averageAdjoint(_ seed: Int, _ rank: Int) {
        let random = RandomPooling(seed, rank: rank, ties: false)
        let (window, planes) = (random.window, random.planes)
        let divisors = window.divisors(
            countingPadding: seed % 2 == 0, padsEnd: Array(repeating: 1, count: window.rank))
        let y = Reference.averagePool(random.x, window: window, planes: planes, divisors: divisors)
        let back = Reference.averagePoolAdjoint(random.gradient, window: window, planes: planes, divisors: divisors)
        #expect(agree(inner(y, random.gradient), inner(random.x, back)))
        let single = Reference.averagePool(random.x.single, window: window, planes: planes, divisors: divisors)
        #expect(relativeError(single, y) < 1e-5)
    }
}
