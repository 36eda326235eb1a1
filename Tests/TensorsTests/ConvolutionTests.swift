// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Tensors

@Suite(.timeLimit(.minutes(10))) struct ConvolutionTests {
    /// 1×1×3×3 by a 2×2 kernel, padded at the top and at the left, with a bias: by hand.
    @Test func byHand() {
        let window = Window(
            input: [3, 3], kernel: [2, 2], strides: [2, 1], dilations: [1, 1], padsBegin: [1, 1], output: [2, 3])
        let geometry = Convolution(channels: 1, maps: 1, groups: 1, window: window)
        let x: [Double] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
        let y = Reference.convolve(x, weights: [1, 10, 100, 1000], bias: [0.5], geometry: geometry, batch: 1)
        #expect(y == [1000.5, 2100.5, 3200.5, 7040.5, 8754.5, 9865.5])
        #expect(
            Float.convolve(x.single, weights: [1, 10, 100, 1000], bias: [0.5], geometry: geometry, batch: 1) == y.single
        )
    }

    /// The reference against the definition, one sum an output.
    @Test(arguments: 0..<20) func definition(_ seed: Int) {
        let random = RandomConvolution(seed, rank: 2)
        let (geometry, window) = (random.geometry, random.geometry.window)
        let y = Reference.convolve(
            random.x, weights: random.weights, bias: random.bias, geometry: geometry, batch: random.batch)
        let (inGroup, outGroup) = (geometry.channels / geometry.groups, geometry.maps / geometry.groups)
        var expected: [Double] = []
        for (sample, map) in pairs(random.batch, geometry.maps) {
            for (row, column) in pairs(window.output[0], window.output[1]) {
                var sum = random.bias[map]
                for channel in 0..<inGroup {
                    for (p, q) in pairs(window.kernel[0], window.kernel[1]) {
                        let r = row * window.strides[0] + p * window.dilations[0] - window.padsBegin[0]
                        let c = column * window.strides[1] + q * window.dilations[1] - window.padsBegin[1]
                        guard (0..<window.input[0]).contains(r), (0..<window.input[1]).contains(c) else { continue }
                        let plane = sample * geometry.channels + map / outGroup * inGroup + channel
                        let tap = ((map * inGroup + channel) * window.kernel[0] + p) * window.kernel[1] + q
                        sum += random.weights[tap] * random.x[(plane * window.input[0] + r) * window.input[1] + c]
                    }
                }
                expected.append(sum)
            }
        }
        #expect(zip(y, expected).allSatisfy { abs($0 - $1) < 1e-12 } && y.count == expected.count)
    }

    private func pairs(_ rows: Int, _ columns: Int) -> [(Int, Int)] {
        (0..<rows).flatMap { row in (0..<columns).map { (row, $0) } }
    }

    /// ⟨Av, u⟩ = ⟨v, Aᵀu⟩
    @Test(arguments: 0..<40, 1...3) func adjoint(_ seed: Int, _ rank: Int) {
        let random = RandomConvolution(seed, rank: rank)
        let y = Reference.convolve(
            random.x, weights: random.weights, bias: nil, geometry: random.geometry, batch: random.batch)
        let back = Reference.convolveAdjoint(
            random.gradient, weights: random.weights, geometry: random.geometry, batch: random.batch)
        #expect(agree(inner(y, random.gradient), inner(random.x, back), scale: inner(y, y).squareRoot()))
    }

    /// The float32 path against the reference in double; rank 3 has no path of its own.
    @Test(arguments: 0..<80, 1...3) func fast(_ seed: Int, _ rank: Int) {
        let random = RandomConvolution(seed, rank: rank)
        let biased = Reference.convolve(
            random.x, weights: random.weights, bias: random.bias, geometry: random.geometry, batch: random.batch)
        let plain = Reference.convolve(
            random.x, weights: random.weights, bias: nil, geometry: random.geometry, batch: random.batch)
        let back = Reference.convolveAdjoint(
            random.gradient, weights: random.weights, geometry: random.geometry, batch: random.batch)
        let (x, w, geometry, batch) = (random.x.single, random.weights.single, random.geometry, random.batch)
        #expect(
            relativeError(
                Float.convolve(x, weights: w, bias: random.bias.single, geometry: geometry, batch: batch), biased)
                < 1e-5)
        #expect(relativeError(Float.convolve(x, weights: w, bias: nil, geometry: geometry, batch: batch), plain) < 1e-5)
        #expect(
            relativeError(
                Float.convolveAdjoint(random.gradient.single, weights: w, geometry: geometry, batch: batch), back)
                < 1e-5)
    }

    /// The sizes of the paper's autoencoder: many channels to one map, one channel to many maps, and 1×1.
    @Test(arguments: [(1, 16, 5, 28), (16, 8, 5, 14), (8, 8, 5, 7), (8, 16, 5, 14), (16, 1, 5, 28), (12, 20, 1, 9)])
    func autoencoderSizes(channels: Int, maps: Int, kernel: Int, extent: Int) {
        var draw = Draw(channels * 100 + maps)
        let window = Window(
            input: [extent, extent], kernel: [kernel, kernel], strides: [1, 1], dilations: [1, 1],
            padsBegin: [kernel / 2, kernel / 2], output: [extent, extent])
        let geometry = Convolution(channels: channels, maps: maps, groups: 1, window: window)
        let (x, w) = (draw.numbers(2 * geometry.inputCount), draw.numbers(geometry.weightCount))
        let (bias, g) = (draw.numbers(maps), draw.numbers(2 * geometry.outputCount))
        let y = Float.convolve(x.single, weights: w.single, bias: bias.single, geometry: geometry, batch: 2)
        #expect(relativeError(y, Reference.convolve(x, weights: w, bias: bias, geometry: geometry, batch: 2)) < 1e-5)
        let back = Float.convolveAdjoint(g.single, weights: w.single, geometry: geometry, batch: 2)
        #expect(relativeError(back, Reference.convolveAdjoint(g, weights: w, geometry: geometry, batch: 2)) < 1e-5)
    }

    /// An image's result has the same bits alone and among others.
    @Test(arguments: 0..<10) func imagesAreIndependent(_ seed: Int) {
        let random = RandomConvolution(seed, rank: 2)
        let (geometry, w) = (random.geometry, random.weights.single)
        let together = Float.convolve(
            random.x.single, weights: w, bias: nil, geometry: geometry, batch: random.batch)
        let back = Float.convolveAdjoint(random.gradient.single, weights: w, geometry: geometry, batch: random.batch)
        for image in 0..<random.batch {
            let x = Array(random.x.single[image * geometry.inputCount..<(image + 1) * geometry.inputCount])
            let g = Array(random.gradient.single[image * geometry.outputCount..<(image + 1) * geometry.outputCount])
            #expect(
                Float.convolve(x, weights: w, bias: nil, geometry: geometry, batch: 1)
                    == Array(together[image * geometry.outputCount..<(image + 1) * geometry.outputCount]))
            #expect(
                Float.convolveAdjoint(g, weights: w, geometry: geometry, batch: 1)
                    == Array(back[image * geometry.inputCount..<(image + 1) * geometry.inputCount]))
        }
    }
}
