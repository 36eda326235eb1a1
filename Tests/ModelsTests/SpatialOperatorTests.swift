// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors
import Testing

@testable import Models

/// Convolutions, pooling and resizing, by hand.
@Suite(.timeLimit(.minutes(10))) struct SpatialOperatorTests {
    private let square = reals([1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9])

    @Test func convolution() throws {
        let kernel = reals([1, 1, 2, 2], [1, 10, 100, 1000])
        let y = try Conv().result(square, kernel, reals([1], [0.5]), as: Double.self)
        #expect(y == Tensor(shape: [1, 1, 2, 2], elements: [5421.5, 6532.5, 8754.5, 9865.5]))
        /// SAME_UPPER puts the odd zero at the end, SAME_LOWER at the beginning.
        let upper = try Conv(padding: .same(upper: true)).result(square, kernel, as: Double.self)
        #expect(upper.elements == [5421, 6532, 603, 8754, 9865, 906, 87, 98, 9])
        let lower = try Conv(padding: .same(upper: false)).result(square, kernel, as: Double.self)
        #expect(lower.elements == [1000, 2100, 3200, 4010, 5421, 6532, 7040, 8754, 9865])
    }

    @Test func groupsAndDilation() throws {
        let x = reals([1, 2, 4], [1, 2, 3, 4, 10, 20, 30, 40])
        let y = try Conv(dilations: [2], groups: 2).result(x, reals([2, 1, 2], [1, 1, 1, -1]), as: Double.self)
        #expect(y == Tensor(shape: [1, 2, 2], elements: [4, 6, -20, -20]))
    }

    /// Each input element lays down the kernel, scaled; strides apart, overlaps added, edges cut.
    @Test func transposedConvolution() throws {
        let x = reals([1, 1, 2], [1, 2])
        let kernel = reals([1, 1, 3], [1, 10, 100])
        #expect(
            try ConvTranspose(strides: [2]).result(x, kernel, reals([1], [0.5]), as: Double.self).elements == [
                1.5, 10.5, 102.5, 20.5, 200.5,
            ])
        let cut = try ConvTranspose(padding: .explicit([1, 0]), outputPadding: [1], strides: [2]).result(
            x, kernel, as: Double.self)
        #expect(cut.elements == [10, 102, 20, 200, 0])
        let same = try ConvTranspose(padding: .same(upper: true), strides: [2]).result(x, kernel, as: Double.self)
        #expect(same.elements == [1, 10, 102, 20])
        let lower = try ConvTranspose(padding: .same(upper: false), strides: [2]).result(x, kernel, as: Double.self)
        #expect(lower.elements == [10, 102, 20, 200])
    }

    @Test func pooling() throws {
        #expect(try MaxPool(kernel: [2, 2]).result(square, as: Double.self).elements == [5, 6, 8, 9])
        let rounded = try MaxPool(kernel: [2, 2], strides: [2, 2], ceiling: true).result(square, as: Double.self)
        #expect(rounded == Tensor(shape: [1, 1, 2, 2], elements: [5, 6, 8, 9]))
        let corner = Padding.explicit([1, 1, 0, 0])
        let inside = try AveragePool(kernel: [2, 2], strides: [2, 2], padding: corner).result(square, as: Double.self)
        #expect(inside.elements == [1, 2.5, 5.5, 7])
        let counted = try AveragePool(kernel: [2, 2], strides: [2, 2], padding: corner, countingPadding: true)
            .result(square, as: Double.self)
        #expect(counted.elements == [0.25, 1.25, 2.75, 7])
        #expect(try GlobalAveragePool().result(square, as: Double.self) == Tensor(shape: [1, 1, 1, 1], elements: [5]))
    }

    /// PyTorch's values: rounded up, a window of reach 4 over 3 positions is one window, whose second tap lies outside.
    @Test func windowsBeyondTheInput() throws {
        let row = reals([1, 1, 3], [1, 2, 3])
        let largest = MaxPool(kernel: [2], strides: [2], dilations: [3], ceiling: true)
        #expect(try largest.result(row, as: Double.self) == Tensor(shape: [1, 1, 1], elements: [1]))
        #expect(try MaxPool(kernel: [2], strides: [2], dilations: [3]).failure(row).code == "shape-mismatch")
        let mean = AveragePool(kernel: [4], strides: [2], ceiling: true, countingPadding: true)
        #expect(try mean.result(row, as: Double.self) == Tensor(shape: [1, 1, 1], elements: [2]))
    }

    /// Attributes that no arithmetic on shapes may trap over.
    @Test func attributesBeyondBounds() throws {
        let kernel = reals([1, 1, 3], [1, 10, 100])
        for extent in [Int.min, -1, 0, .max] {
            let transposed = ConvTranspose(outputShape: [extent])
            #expect(try transposed.failure(reals([1, 1, 2], [1, 2]), kernel).code == "shape-mismatch")
        }
        let wide = reals([1, 1, 1024], Array(repeating: 1, count: 1024))
        let spread = Conv(padding: .same(upper: true), dilations: [(1 << 24) - 1])
        #expect(try spread.failure(reals([1, 1, 4], [1, 2, 3, 4]), wide).code == "shape-mismatch")
        let (cube, side) = (reals([1, 1, 1, 1, 1], [1]), (1 << 24) - 1)
        let average = AveragePool(kernel: [side, side, side], padding: .same(upper: true))
        #expect(try average.failure(cube).code == "too-large")
        #expect(try MaxPool(kernel: [side, side, side], padding: .same(upper: true)).failure(cube).code == "too-large")
        let sizes = Graph.Constant.integer(Tensor(shape: [2], elements: [1, .max]))
        let resize = Resize(axes: [2, 3], aspect: .notSmaller)
        #expect(try resize.failure(square, nil, nil, sizes).code == "shape-mismatch")
    }

    /// 64 channels of 2¹³ × 2¹¹ pixels with 3×3 taps would be laid out as 9·2³⁰ values.
    @Test func columnsOfConvolutions() throws {
        let window = Window(
            input: [1 << 13, 1 << 11], kernel: [3, 3], strides: [1, 1], dilations: [1, 1], padsBegin: [1, 1],
            output: [1 << 13, 1 << 11])
        #expect(Convolution(channels: 64, maps: 64, groups: 1, window: window).columnCount == 9 << 30)
        #expect(Convolution(channels: 64, maps: 64, groups: 64, window: window).columnCount == 9 << 24)
        #expect(Convolution(channels: 64, maps: 1, groups: 1, window: window).columnCount == 9 << 24)
        #expect(throws: Failure.self) {
            try Conv(padding: .explicit([1, 1, 1, 1])).geometry([1, 64, 1 << 13, 1 << 11], [64, 64, 3, 3])
        }
    }

    @Test func resizing() throws {
        let line = reals([1, 1, 1, 2], [0, 4])
        let twice = reals([4], [1, 1, 1, 2])
        func resize(_ operation: Resize) throws -> [Double] {
            try operation.result(line, nil, twice, as: Double.self).elements
        }
        #expect(try resize(Resize()) == [0, 0, 4, 4])
        #expect(try resize(Resize(mode: .linear)) == [0, 1, 3, 4])
        #expect(try isClose(resize(Resize(mode: .linear, coordinates: .alignCorners)), [0, 4.0 / 3, 8.0 / 3, 4]))
        #expect(try resize(Resize(mode: .linear, coordinates: .asymmetric)) == [0, 2, 4, 4])
        // Positions 0, ½, 1, 1½ (beyond the end): which neighbour a half goes to.
        let halves: [(ResizeNearest, [Double])] = [
            (.roundPreferFloor, [0, 0, 4, 4]), (.roundPreferCeil, [0, 4, 4, 4]), (.floor, [0, 0, 4, 4]),
            (.ceil, [0, 4, 4, 4]),
        ]
        for (nearest, expected) in halves {
            #expect(try resize(Resize(coordinates: .asymmetric, nearest: nearest)) == expected)
        }
        #expect(try Upsample(scales: [1, 1, 1, 3]).result(line, as: Double.self).elements == [0, 0, 0, 4, 4, 4])
        let sized = try Resize().result(line, nil, nil, integers(1, 1, 2, 4), as: Double.self)
        #expect(sized == Tensor(shape: [1, 1, 2, 4], elements: [0, 0, 4, 4, 0, 0, 4, 4]))
    }

    /// Keys' kernel with A = −¾ reproduces constants, and at half steps weighs −3, 19, 19, −3 in 32 parts.
    @Test func cubic() throws {
        let flat = try Resize(mode: .cubic).result(
            reals([1, 1, 1, 4], [2, 2, 2, 2]), nil, reals([4], [1, 1, 1, 2.5]), as: Double.self)
        #expect(isClose(flat.elements, Array(repeating: 2, count: 10)))
        let middle = try Resize(mode: .cubic).result(
            reals([1, 1, 1, 4], [1, 10, 100, 1000]), nil, nil, integers(1, 1, 1, 1), as: Double.self)
        #expect(isClose(middle.elements, [-913.0 / 32]))
    }

    @Test func cropping() throws {
        let crop = Resize(mode: .linear, coordinates: .tfCropAndResize, extrapolation: -9)
        let y = try crop.result(
            reals([1, 1, 1, 5], [0, 1, 2, 3, 4]), reals([8], [0, 0, 0, 0.5, 1, 1, 1, 1.5]), nil, integers(1, 1, 1, 3),
            as: Double.self)
        #expect(y.elements == [2, 4, -9])
    }

    @Test func aspect() throws {
        let x = OperatorCase.numbers(1, [1, 1, 2, 4])
        func shape(_ policy: Resize.AspectPolicy) throws -> [Int] {
            try Resize(axes: [2, 3], aspect: policy).result(x, nil, nil, integers(6, 6), as: Float.self).shape
        }
        #expect(
            try shape(.stretch) == [1, 1, 6, 6] && shape(.notLarger) == [1, 1, 3, 6]
                && shape(.notSmaller) == [1, 1, 6, 12])
    }

    @Test func failures() throws {
        let x = OperatorCase.numbers(1, [1, 3, 4, 4])
        let convolution = try Conv().failure(x, OperatorCase.numbers(1, [2, 4, 3, 3]))
        #expect(convolution.message.contains("[1, 3, 4, 4]") && convolution.message.contains("[2, 4, 3, 3]"))
        #expect(
            try Conv().failure(x, OperatorCase.numbers(1, [2, 3, 5, 5])).message.contains(
                "larger than the padded input"))
        #expect(
            try Conv().failure(x, OperatorCase.numbers(1, [2, 3, 3, 3]), OperatorCase.numbers(1, [3])).message.contains(
                "3 biases for 2 maps"))
        #expect(try Conv(kernel: [5, 5]).failure(x, OperatorCase.numbers(1, [2, 3, 3, 3])).kind == .refused)
        #expect(try ConvTranspose().failure(x, OperatorCase.numbers(1, [2, 1, 3, 3])).kind == .refused)
        #expect(try MaxPool(kernel: [2]).failure(x).kind == .refused)
        #expect(try Resize().failure(x).message.contains("neither scales nor sizes"))
        #expect(try Resize().failure(x, nil, reals([3], [1, 2, 2])).kind == .refused)
    }
}
