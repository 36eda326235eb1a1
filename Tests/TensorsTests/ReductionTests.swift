// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Tensors

@Suite(.timeLimit(.minutes(10))) struct ReductionTests {
    static let kinds: [ReductionKind] = [.mean, .sum, .product, .l2, .maximum, .minimum]

    @Test func byHand() {
        let x = Tensor<Double>(shape: [2, 3], elements: [1, -2, 3, 4, 0, 4])
        let columns: [(ReductionKind, [Double])] = [
            (.mean, [2.5, -1, 3.5]), (.sum, [5, -2, 7]), (.product, [4, 0, 12]),
            (.l2, [Double(17).squareRoot(), 2, 5]),
            (.maximum, [4, 0, 4]), (.minimum, [1, -2, 3]),
        ]
        for (kind, expected) in columns {
            #expect(x.reduce(kind, axes: [0]) == Tensor(shape: [1, 3], elements: expected))
        }
        #expect(x.reduce(.sum, axes: [0, 1]) == Tensor(shape: [1, 1], elements: [10]))
        #expect(x.reduce(.maximum, axes: [1]) == Tensor(shape: [2, 1], elements: [3, 4]))
    }

    @Test func nothingToReduce() {
        let empty = Tensor<Float>(zeros: [0, 2])
        let expected: [(ReductionKind, Float)] = [
            (.sum, 0), (.product, 1), (.l2, 0), (.maximum, -.infinity), (.minimum, .infinity),
        ]
        for (kind, value) in expected {
            #expect(empty.reduce(kind, axes: [0]).elements == [value, value])
        }
    }

    /// Over random axes: the adjoint against central differences, float32 against double.
    @Test(arguments: kinds, 0..<8) func adjoint(_ kind: ReductionKind, _ seed: Int) {
        var draw = Draw(seed)
        let shape = (0..<3).map { _ in draw.integer(1...4) }
        let axes = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2], []][seed]
        let x = draw.tensor(shape)
        let y = x.reduce(kind, axes: axes)
        let (u, v) = (draw.tensor(y.shape), draw.numbers(x.count))
        let back = x.reduceAdjoint(kind, axes: axes, output: y, u)
        let slope = centralDifference(x.elements, v) {
            inner(Tensor(shape: shape, elements: $0).reduce(kind, axes: axes).elements, u.elements)
        }
        #expect(agree(slope, inner(back.elements, v), tolerance: 1e-6))
        #expect(relativeError(x.map { Float($0) }.reduce(kind, axes: axes).elements, y.elements) < 1e-5)
    }

    /// The gradient of a product at zeros, of the norm at zero, of a maximum with equals.
    @Test func kinks() {
        func back(_ kind: ReductionKind, _ x: [Double]) -> [Double] {
            let tensor = Tensor(shape: [1, x.count], elements: x)
            let y = tensor.reduce(kind, axes: [1])
            return tensor.reduceAdjoint(kind, axes: [1], output: y, Tensor(shape: [1, 1], elements: [2])).elements
        }
        #expect(back(.product, [3, 0, 5]) == [0, 30, 0])
        #expect(back(.product, [0, 4, 0]) == [0, 0, 0])
        #expect(back(.l2, [0, 0]) == [0, 0])
        #expect(back(.maximum, [1, 7, 7]) == [0, 2, 0])
        #expect(back(.minimum, [4, 1, 1]) == [0, 2, 0])
    }

    @Test func softmaxByHand() {
        let logs: [Double] = [0, 1, 2].map { Double.log($0 + 1) }
        let y = Reference.softmax(logs, outer: 1, extent: 3, inner: 1, logarithm: false)
        #expect(zip(y, [1.0 / 6, 1.0 / 3, 0.5]).allSatisfy { abs($0 - $1) < 1e-15 })
        let large = Reference.softmax([1000.0, 1001], outer: 1, extent: 2, inner: 1, logarithm: true)
        #expect(abs(large[1] + Double.log1p(Double.exp(-1))) < 1e-15 && abs(large[0] - large[1] + 1) < 1e-15)
    }

    @Test(arguments: 0..<10, [false, true]) func softmaxAdjoint(_ seed: Int, _ logarithm: Bool) {
        var draw = Draw(seed)
        let (outer, extent, inside) = (draw.integer(1...3), draw.integer(1...5), draw.integer(1...3))
        let x = draw.numbers(outer * extent * inside)
        let (u, v) = (draw.numbers(x.count), draw.numbers(x.count))
        func forward<T: Real>(_ x: [T]) -> [T] {
            Reference.softmax(x, outer: outer, extent: extent, inner: inside, logarithm: logarithm)
        }
        let back = Reference.softmaxAdjoint(
            u, y: forward(x), outer: outer, extent: extent, inner: inside, logarithm: logarithm)
        #expect(agree(centralDifference(x, v) { inner(forward($0), u) }, inner(back, v), tolerance: 1e-6))
        #expect(relativeError(forward(x.single), forward(x)) < 1e-5)
    }
}
