// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Tensors

/// Movement of elements: every result is the source at an index given by definition.
@Suite(.timeLimit(.minutes(10))) struct MovementTests {
    private let counting = Tensor<Int>.indices(of: [2, 3, 4])

    @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]) func transposing(_ axes: [Int])
    {
        let y = counting.transposed(axes)
        #expect(y.shape == axes.map { counting.shape[$0] })
        var expected: [Int] = []
        forEachIndex(of: y.shape) { position in
            var index = [0, 0, 0]
            for (axis, source) in axes.enumerated() { index[source] = position[axis] }
            expected.append(index[0] * 12 + index[1] * 4 + index[2])
        }
        #expect(y.elements == expected)
        let back = axes.indices.map { axis in axes.firstIndex(of: axis)! }
        #expect(y.transposed(back) == counting)
    }

    @Test func parts() {
        #expect(
            counting.part(axis: 1, start: 1, extent: 2).elements == [
                4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21, 22, 23,
            ])
        #expect(counting.part(axis: 2, start: 3, extent: 1).elements == [3, 7, 11, 15, 19, 23])
        #expect(counting.part(axis: 0, start: 1, extent: 0).elements.isEmpty)
    }

    @Test(arguments: 0..<3) func joiningUndoesParting(_ axis: Int) {
        let extent = counting.shape[axis]
        let parts = [
            counting.part(axis: axis, start: 0, extent: 1), counting.part(axis: axis, start: 1, extent: 0),
            counting.part(axis: axis, start: 1, extent: extent - 1),
        ]
        #expect(Tensor.joined(parts, axis: axis) == counting)
    }

    @Test func strides() {
        #expect(Tensor<Int>.strides(of: [2, 3, 4]) == [12, 4, 1] && Tensor<Int>.strides(of: []) == [])
        let reversed = counting.strided(shape: [4], strides: [-1], offset: 3)
        #expect(reversed.elements == [3, 2, 1, 0])
        #expect(counting.strided(shape: [2, 2], strides: [0, 5], offset: 1).elements == [1, 6, 1, 6])
    }

    /// ⟨taken(v), u⟩ = ⟨v, scattered(u)⟩, indices repeated and absent.
    @Test func takingAndScattering() {
        var draw = Draw(1)
        let table = Tensor(shape: [2, 3], elements: [4, 4, -1, 0, 2, 4])
        let (v, u) = (draw.tensor([5]), draw.tensor([2, 3]))
        let taken = v.taken(table, fill: 9)
        #expect(taken.elements[2] == 9 && taken.elements[0] == v.elements[4] && taken.elements[3] == v.elements[0])
        let scattered = u.scattered(table, shape: [5])
        #expect(scattered.elements[1] == 0 && scattered.elements[3] == 0)
        #expect(agree(inner(v.taken(table, fill: 0).elements, u.elements), inner(v.elements, scattered.elements)))
    }

    @Test func tensors() {
        let scalar = Tensor(scalar: 2.5)
        #expect(scalar.rank == 0 && scalar.count == 1 && scalar.elements == [2.5])
        #expect(Tensor<Float>(zeros: [2, 0]).count == 0)
        #expect(counting.reshaped([6, 4]).shape == [6, 4] && counting.map { $0 * 2 }.elements[5] == 10)
    }
}
