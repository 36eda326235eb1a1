// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

@testable import Models

/// Operators that move elements or change shapes, by hand.
@Suite(.timeLimit(.minutes(10))) struct MovementOperatorTests {
    private let matrix = reals([2, 3], [1, 2, 3, 4, 5, 6])

    private func shape(_ operation: any Operation, _ from: [Int], _ second: Graph.Constant? = nil) throws -> [Int] {
        try operation.outputs([OperatorCase.numbers(1, from), second], Float.self)[0].shape
    }

    @Test func reshaping() throws {
        #expect(try shape(Reshape(), [2, 3, 4], integers(0, -1)) == [2, 12])
        #expect(try shape(Reshape(target: [4, 6]), [2, 3, 4]) == [4, 6])
        #expect(try shape(Reshape(allowZero: true), [0, 3], integers(3, 0)) == [3, 0])
        #expect(try shape(Flatten(), [2, 3, 4]) == [2, 12] && shape(Flatten(axis: 0), [2, 3]) == [1, 6])
        #expect(try shape(Flatten(axis: -1), [2, 3, 4]) == [6, 4])
        #expect(try shape(Squeeze(), [1, 2, 1]) == [2] && shape(Squeeze(), [1, 2, 1], integers(-1)) == [1, 2])
        #expect(try shape(Unsqueeze(axes: [0, 3]), [2, 3]) == [1, 2, 3, 1])
        #expect(try Reshape().result(matrix, integers(3, 2), as: Float.self).elements == [1, 2, 3, 4, 5, 6])
        #expect(try Identity().whole(integers(4, 5)).elements == [4, 5])
    }

    /// Tuples of no index pick the whole tensor each time: 2³⁰ elements of no more than 2¹⁰.
    @Test func gatheringMoreThanATensorHolds() throws {
        let tuples = Graph.Constant.integer(Tensor(shape: [1 << 20, 0], elements: []))
        let whole = reals([1 << 10], Array(repeating: 1, count: 1 << 10))
        #expect(try GatherND().failure(whole, tuples).code == "too-large")
    }

    @Test func transposing() throws {
        #expect(try Transpose().result(matrix, as: Float.self) == Tensor(shape: [3, 2], elements: [1, 4, 2, 5, 3, 6]))
        #expect(try shape(Transpose(permutation: [0, 3, 1, 2]), [1, 5, 6, 3]) == [1, 3, 5, 6])
    }

    @Test func shapeOf() throws {
        let x = OperatorCase.numbers(1, [2, 3, 4])
        #expect(try Shape().whole(x).elements == [2, 3, 4])
        #expect(
            try Shape(start: 1, end: -1).whole(x).elements == [3] && Shape(start: 2, end: 1).whole(x).elements == [])
    }

    @Test func expanding() throws {
        let y = try Expand().result(reals([2, 1], [1, 2]), integers(2, 1, 2), as: Float.self)
        #expect(y == Tensor(shape: [2, 2, 2], elements: [1, 1, 2, 2, 1, 1, 2, 2]))
    }

    @Test func joiningAndSplitting() throws {
        let y = try Concat(axis: 1).result(matrix, reals([2, 1], [7, 8]), as: Float.self)
        #expect(y == Tensor(shape: [2, 4], elements: [1, 2, 3, 7, 4, 5, 6, 8]))
        #expect(try Concat(axis: 0).whole(integers(1), integers(2, 3)).elements == [1, 2, 3])
        let parts = try Split(axis: 1, parts: 2).outputs([matrix], Float.self).compactMap(\.real)
        #expect(parts.map(\.elements) == [[1, 2, 4, 5], [3, 6]])
        let sized = try Split(axis: 0, sizes: [2, 0], parts: 2).outputs([matrix], Float.self)
        #expect(sized.map(\.shape) == [[2, 3], [0, 3]])
    }

    @Test func slicing() throws {
        let row = reals([5], [0, 1, 2, 3, 4])
        func slice(_ start: Int64, _ end: Int64, _ step: Int64) throws -> [Float] {
            try Slice().result(row, integers(start), integers(end), integers(0), integers(step), as: Float.self)
                .elements
        }
        #expect(try slice(1, 4, 1) == [1, 2, 3] && slice(-2, .max, 1) == [3, 4] && slice(0, 5, 2) == [0, 2, 4])
        #expect(try slice(4, .min, -1) == [4, 3, 2, 1, 0] && slice(-1, -4, -2) == [4, 2] && slice(3, 1, 1) == [])
        #expect(try slice(-100, 100, 3) == [0, 3] && slice(100, -100, -3) == [4, 1])
    }

    @Test func gathering() throws {
        let columns = try Gather(axis: 1).result(
            matrix, .integer(Tensor(shape: [2, 1], elements: [2, -3])), as: Float.self)
        #expect(columns == Tensor(shape: [2, 2, 1], elements: [3, 1, 6, 4]))
        let picked = try Gather().result(matrix, .integer(Tensor(shape: [], elements: [1])), as: Float.self)
        #expect(picked == Tensor(shape: [3], elements: [4, 5, 6]))
        let tuples = try GatherND().result(
            matrix, .integer(Tensor(shape: [2, 2], elements: [0, 2, 1, -3])), as: Float.self)
        #expect(tuples == Tensor(shape: [2], elements: [3, 4]))
        let batched = try GatherND(batchAxes: 1).result(
            matrix, .integer(Tensor(shape: [2, 1], elements: [1, 2])), as: Float.self)
        #expect(batched == Tensor(shape: [2], elements: [2, 6]))
    }

    @Test func padding() throws {
        let row = reals([3], [1, 2, 3])
        func pad(_ mode: PadMode, _ before: Int64, _ after: Int64) throws -> [Float] {
            try Pad(mode: mode, value: 9).result(row, integers(before, after), as: Float.self).elements
        }
        #expect(try pad(.constant, 1, 2) == [9, 1, 2, 3, 9, 9] && pad(.constant, -1, 0) == [2, 3])
        #expect(try pad(.reflect, 2, 3) == [3, 2, 1, 2, 3, 2, 1, 2] && pad(.edge, 2, 1) == [1, 1, 1, 2, 3, 3])
        #expect(try pad(.wrap, 1, 4) == [3, 1, 2, 3, 1, 2, 3, 1])
        let two = try Pad(pads: [1, 0, 0, 1]).result(reals([1, 2], [1, 2]), as: Float.self)
        #expect(two == Tensor(shape: [2, 3], elements: [0, 0, 0, 1, 2, 0]))
        let named = try Pad().result(matrix, integers(1, 0), reals([], [5]), integers(-1), as: Float.self)
        #expect(named == Tensor(shape: [2, 4], elements: [5, 1, 2, 3, 5, 4, 5, 6]))
    }

    /// The examples of ONNX's operator description, cut to one position.
    @Test func depthToSpace() throws {
        let x = reals([1, 8, 1, 1], [0, 1, 2, 3, 4, 5, 6, 7])
        #expect(
            try DepthToSpace(block: 2).result(x, as: Float.self)
                == Tensor(shape: [1, 2, 2, 2], elements: [0, 2, 4, 6, 1, 3, 5, 7]))
        #expect(
            try DepthToSpace(block: 2, depthFirst: false).result(x, as: Float.self).elements == [
                0, 1, 2, 3, 4, 5, 6, 7,
            ])
    }

    @Test func failures() throws {
        #expect(try Reshape().failure(matrix, integers(4, -1)).message.contains("[2, 3] does not become [4, -1]"))
        #expect(try Reshape().failure(matrix, integers(-1, -1)).kind == .refused)
        #expect(try Transpose(permutation: [0, 0]).failure(matrix).kind == .refused)
        #expect(try Squeeze(axes: [0]).failure(matrix).kind == .refused)
        #expect(try Concat(axis: 0).failure(matrix, reals([2, 2], [1, 2, 3, 4])).message.contains("[2, 2]"))
        #expect(try Concat(axis: 0).failure(integers(1), reals([1], [1])).kind == .refused)
        #expect(try Split(axis: 1, sizes: [1, 1], parts: 2).failure(matrix).message.contains("axis of 3"))
        #expect(try Gather(axis: 0).failure(matrix, integers(2)).message.contains("index 2"))
        #expect(try Slice().failure(matrix, integers(0), integers(1), integers(0), integers(0)).kind == .refused)
        #expect(try Pad(pads: [1]).failure(matrix).kind == .refused)
        #expect(try Expand().failure(matrix, integers(2)).kind == .refused)
        #expect(
            try DepthToSpace(block: 2).failure(OperatorCase.numbers(1, [1, 3, 2, 2])).message.contains("[1, 3, 2, 2]"))
    }
}
