// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Tensors

@Suite(.timeLimit(.minutes(10))) struct BroadcastTests {
    static let functions: [BinaryFunction] = [
        .add, .subtract, .multiply, .divide, .power, .maximum, .minimum, .remainder, .modulo,
    ]

    @Test func shapes() {
        #expect(broadcast([2, 3], [3])! == [2, 3] && broadcast([2, 1, 4], [3, 1])! == [2, 3, 4])
        #expect(broadcast([], [5])! == [5] && broadcast([0], [1])! == [0])
        #expect(broadcast([2], [3]) == nil && broadcast([2, 3], [2]) == nil)
    }

    @Test func byHand() {
        let a = Tensor<Double>(shape: [2, 1], elements: [7, -7])
        let b = Tensor<Double>(shape: [2], elements: [3, -2])
        let expected: [(BinaryFunction, [Double])] = [
            (.add, [10, 5, -4, -9]), (.subtract, [4, 9, -10, -5]), (.multiply, [21, -14, -21, 14]),
            (.divide, [7.0 / 3, -3.5, -7.0 / 3, 3.5]), (.power, [343, 1.0 / 49, -343, 1.0 / 49]),
            (.maximum, [7, 7, 3, -2]), (.minimum, [3, -2, -7, -7]), (.remainder, [1, 1, -1, -1]),
            (.modulo, [1, -1, 2, -1]),
        ]
        for (function, values) in expected {
            let result = a.combined(with: b, function)
            #expect(result.shape == [2, 2])
            #expect(zip(result.elements, values).allSatisfy { abs($0 - $1) < 1e-12 }, "\(function) \(result.elements)")
        }
    }

    /// Both sides' gradients, summed over repeated axes, against central differences.
    @Test(
        arguments: functions,
        [([2, 3], [2, 3]), ([2, 3], [3]), ([1, 3], [4, 1]), ([], [2, 2]), ([3, 1, 2], [4, 1])])
    func adjoint(_ function: BinaryFunction, _ shapes: ([Int], [Int])) {
        var draw = Draw(shapes.0.count * 7 + shapes.1.count)
        let away = { (x: Double) in x < 0 ? x - 0.35 : x + 0.35 }
        let a = draw.tensor(shapes.0).map { function == .power ? abs($0) + 0.3 : away($0) }
        let b = draw.tensor(shapes.1).map(away)
        let y = a.combined(with: b, function)
        let u = draw.tensor(y.shape).elements
        let (v, w) = (draw.numbers(a.count), draw.numbers(b.count))
        let g = Tensor(shape: y.shape, elements: u)
        let left = a.combinedAdjoint(with: b, function, cotangent: g, side: .left)
        let right = a.combinedAdjoint(with: b, function, cotangent: g, side: .right)
        #expect(left.shape == a.shape && right.shape == b.shape)
        let alongLeft = centralDifference(a.elements, v) {
            inner(Tensor(shape: a.shape, elements: $0).combined(with: b, function).elements, u)
        }
        let alongRight = centralDifference(b.elements, w) {
            inner(a.combined(with: Tensor(shape: b.shape, elements: $0), function).elements, u)
        }
        #expect(agree(alongLeft, inner(left.elements, v), tolerance: 1e-6))
        #expect(agree(alongRight, inner(right.elements, w), tolerance: 1e-6))
        #expect(
            relativeError(a.map { Float($0) }.combined(with: b.map { Float($0) }, function).elements, y.elements) < 1e-4
        )
    }

    /// A tie of maxima counts once.
    @Test func ties() {
        let (a, g) = (Tensor<Double>(shape: [1], elements: [2]), Tensor<Double>(shape: [1], elements: [3]))
        for function in [BinaryFunction.maximum, .minimum] {
            #expect(a.combinedAdjoint(with: a, function, cotangent: g, side: .left).elements == [3])
            #expect(a.combinedAdjoint(with: a, function, cotangent: g, side: .right).elements == [0])
        }
    }

    /// The larger or smaller of two of which one is not a number is not a number, on either side and in a reduction.
    @Test func notANumber() {
        let (a, b) = (Tensor<Float>(shape: [2], elements: [.nan, 1]), Tensor<Float>(shape: [2], elements: [1, .nan]))
        for function in [BinaryFunction.maximum, .minimum] {
            let both = a.combined(with: b, function).elements
            #expect(both[0].isNaN && both[1].isNaN)
        }
        for kind in [ReductionKind.maximum, .minimum] {
            #expect(a.reduce(kind, axes: [0]).elements[0].isNaN && b.reduce(kind, axes: [0]).elements[0].isNaN)
        }
    }

    /// ⟨expanded(v), u⟩ = ⟨v, reduced(u)⟩
    @Test(arguments: [([3], [2, 3]), ([2, 1], [2, 4]), ([], [2, 2]), ([1, 2, 1], [3, 2, 2])] as [([Int], [Int])])
    func expansion(from: [Int], to: [Int]) {
        var draw = Draw(to.count)
        let (v, u) = (draw.tensor(from), draw.tensor(to))
        #expect(agree(inner(v.expanded(to: to).elements, u.elements), inner(v.elements, u.reduced(to: from).elements)))
    }

    @Test func affine() {
        let x = Tensor<Float>(shape: [2, 2], elements: [1, 2, 3, 4])
        #expect(x.affine(scale: [2], offset: [1]).elements == [3, 5, 7, 9])
        #expect(x.affine(scale: [2, 10], offset: [0, -1]).elements == [2, 19, 6, 39])
        #expect(x.adding([1, 0, 0, -4]).elements == [2, 2, 3, 0])
    }
}
