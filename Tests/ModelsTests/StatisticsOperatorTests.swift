// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

@testable import Models

/// Normalizations and movements of tier B, by hand.
@Suite(.timeLimit(.minutes(10))) struct StatisticsOperatorTests {
    private let one = reals([1], [1])
    private let zero = reals([1], [0])

    /// Rows (1, 3) and (10, 30): means 2 and 20, deviations 1 and 10.
    @Test func layer() throws {
        let x = reals([2, 2], [1, 3, 10, 30])
        let outputs = try LayerNormalization(epsilon: 0).outputs(
            [x, reals([2], [1, 2]), reals([2], [0, 5])], Double.self)
        #expect(isClose(try #require(outputs[0].real).elements, [-1, 7, -1, 7]))
        #expect(outputs[1].real == Tensor(shape: [2, 1], elements: [2, 20]))
        #expect(isClose(try #require(outputs[2].real).elements, [1, 0.1]) && outputs[2].shape == [2, 1])
        #expect(try LayerNormalization().failure(x, reals([3], [1, 1, 1])).code == "shape-mismatch")
    }

    /// Two groups of two channels of one element: ±1 in each; scales a channel, then a group.
    @Test func group() throws {
        let x = reals([1, 4, 1], [1, 3, 10, 30])
        let operation = GroupNormalization(groups: 2, epsilon: 0)
        let channels = try operation.result(
            x, reals([4], [1, 2, 3, 4]), reals([4], [0, 0, 1, 1]), as: Double.self)
        #expect(isClose(channels.elements, [-1, 2, -2, 5]))
        let groups = try operation.result(x, reals([2], [1, 3]), reals([2], [0, 1]), as: Double.self)
        #expect(isClose(groups.elements, [-1, 1, -2, 4]))
        #expect(try GroupNormalization(groups: 3).failure(x, one, zero).code == "shape-mismatch")
        let none = reals([1, 0, 1], [])
        #expect(try operation.failure(none, reals([0], []), reals([0], [])).code == "shape-mismatch")
        #expect(try GroupNormalization(groups: 0).failure(x, one, zero).code == "shape-mismatch")
    }

    @Test func norms() throws {
        let x = reals([2, 2], [3, -4, 0, 0])
        #expect(isClose(try LpNormalization().result(x, as: Double.self).elements, [0.6, -0.8, 0, 0]))
        let sums = try LpNormalization(axis: 1, norm: .absolute).result(x, as: Double.self)
        #expect(isClose(sums.elements, [3.0 / 7, -4.0 / 7, 0, 0]))
    }

    @Test func repetitions() throws {
        let x = reals([1, 2], [1, 2])
        let y = try Tile().result(x, integers(2, 2), as: Double.self)
        #expect(y == Tensor(shape: [2, 4], elements: [1, 2, 1, 2, 1, 2, 1, 2]))
        #expect(try Tile().result(x, integers(0, 1), as: Double.self).shape == [0, 2])
        #expect(try Tile().failure(x, integers(2)).code == "shape-mismatch")
        #expect(try Tile().failure(x, integers(.max, 2)).code == "too-large")
    }

    /// The block's four positions become the channels.
    @Test func spaceToDepth() throws {
        let x = reals([1, 1, 2, 4], [0, 1, 2, 3, 4, 5, 6, 7])
        let y = try SpaceToDepth(block: 2).result(x, as: Double.self)
        #expect(y == Tensor(shape: [1, 4, 1, 2], elements: [0, 2, 1, 3, 4, 6, 5, 7]))
        #expect(
            try DepthToSpace(block: 2).result(.real(y.map { Float($0) }), as: Double.self).elements == [
                0, 1, 2, 3, 4, 5, 6, 7,
            ])
        #expect(try SpaceToDepth(block: 3).failure(x).code == "shape-mismatch")
    }

    @Test func casts() throws {
        #expect(try CastLike().whole(reals([2], [1.9, -1.9]), integers(0)).elements == [1, -1])
        #expect(try CastLike().truths(integers(0, 7), truth(true)).elements == [false, true])
    }

    /// The maximum's place in the whole tensor, rows first or columns first.
    @Test func poolingIndices() throws {
        let x = reals([1, 2, 2, 3], [0, 5, 1, 2, 3, 4, 9, 0, 0, 0, 0, 0])
        for (columns, expected) in [(false, [1, 6]), (true, [2, 6])] as [(Bool, [Int64])] {
            let pool = MaxPool(kernel: [2, 3], columnMajor: columns, givesIndices: true)
            guard case .integer(let indices) = try pool.outputs([x], Double.self)[1] else {
                Issue.record("no integers")
                return
            }
            #expect(indices == Tensor(shape: [1, 2, 1, 1], elements: expected))
        }
    }
}
