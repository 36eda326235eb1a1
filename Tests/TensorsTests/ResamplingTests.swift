// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Tensors

@Suite(.timeLimit(.minutes(10))) struct ResamplingTests {
    private func random(_ draw: inout Draw) -> Resampling {
        let (input, output, width) = (draw.integer(1...7), draw.integer(1...9), draw.integer(1...4))
        return Resampling(
            input: input, output: output, width: width,
            indices: (0..<output * width).map { _ in draw.integer(0...input - 1) },
            weights: draw.numbers(output * width), offsets: draw.numbers(output))
    }

    /// Doubling by linear interpolation at half positions, along the middle of three axes.
    @Test func linearByHand() {
        let map = Resampling(
            input: 2, output: 4, width: 2, indices: [0, 0, 0, 1, 0, 1, 1, 1],
            weights: [0.25, 0.75, 0.75, 0.25, 0.25, 0.75, 0.75, 0.25], offsets: [0, 0, 0, 100])
        let x = Tensor<Double>(shape: [1, 2, 2], elements: [0, 4, 8, 12])
        #expect(x.resampled(map, axis: 1) == Tensor(shape: [1, 4, 2], elements: [0, 4, 2, 6, 6, 10, 108, 112]))
        let g = Tensor<Double>(shape: [1, 4, 2], elements: [1, 0, 0, 0, 0, 4, 0, 8])
        #expect(g.resampledAdjoint(map, axis: 1) == Tensor(shape: [1, 2, 2], elements: [1, 1, 0, 11]))
    }

    /// ⟨A(v) − A(0), u⟩ = ⟨v, Aᵀu⟩ along every axis; float32 within rounding.
    @Test(arguments: 0..<40, 0..<3) func adjoint(_ seed: Int, _ axis: Int) {
        var draw = Draw(seed)
        let map = random(&draw)
        var shape = (0..<3).map { _ in draw.integer(1...4) }
        shape[axis] = map.input
        let x = draw.tensor(shape)
        let y = x.resampled(map, axis: axis)
        let u = draw.tensor(y.shape)
        let back = u.resampledAdjoint(map, axis: axis)
        let offset = Tensor<Double>(zeros: shape).resampled(map, axis: axis)
        let forward = zip(y.elements, offset.elements).map { $0 - $1 }
        #expect(back.shape == shape && agree(inner(forward, u.elements), inner(x.elements, back.elements)))
        #expect(relativeError(x.map { Float($0) }.resampled(map, axis: axis).elements, y.elements) < 1e-5)
        #expect(relativeError(u.map { Float($0) }.resampledAdjoint(map, axis: axis).elements, back.elements) < 1e-5)
    }

    /// Copying neighbours gives what weights of one give.
    @Test func nearestCopies() {
        var draw = Draw(3)
        let indices = [0, 0, 1, 1, 2, 2]
        let nearest = Resampling(
            input: 3, output: 6, width: 1, indices: indices, weights: Array(repeating: 1, count: 6),
            offsets: Array(repeating: 0, count: 6))
        let weighted = Resampling(
            input: 3, output: 6, width: 2, indices: indices.flatMap { [$0, $0] },
            weights: (0..<6).flatMap { _ in [0.25, 0.75] }, offsets: Array(repeating: 0, count: 6))
        let x = draw.tensor([2, 3, 5])
        #expect(nearest.isNearest && !weighted.isNearest)
        let (one, other) = (x.resampled(nearest, axis: 1), x.resampled(weighted, axis: 1))
        #expect(zip(one.elements, other.elements).allSatisfy { abs($0 - $1) < 1e-15 })
    }
}
