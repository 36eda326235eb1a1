// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors
import Testing

@testable import Models

/// Where the output positions of a Resize lie in the input: scale × size need be no integer.
@Suite(.timeLimit(.minutes(10))) struct ResizeTests {
    private let ramp = reals([1, 1, 1, 4], [0, 1, 2, 3])

    private func resized(_ resize: Resize, _ x: Graph.Constant, scale: Double) throws -> [Double] {
        try resize.result(x, nil, reals([4], [1, 1, 1, scale]), as: Double.self).elements
    }

    /// ⌊4 · 1.3⌋ = 5 positions share the way from 0 to 3: steps of ¾, whatever 4 · 1.3 is.
    @Test(arguments: [ResizeMode.linear, .nearest], [1.3, 1.25, 1.49])
    func cornersAreAligned(_ mode: ResizeMode, _ scale: Double) throws {
        let aligned = Resize(mode: mode, coordinates: .alignCorners)
        let expected: [Double] = mode == .linear ? [0, 0.75, 1.5, 2.25, 3] : [0, 1, 1, 2, 3]
        #expect(isClose(try resized(aligned, ramp, scale: scale), expected))
        let sized = try aligned.result(ramp, nil, nil, integers(1, 1, 1, 5), as: Double.self)
        #expect(isClose(sized.elements, expected))
    }

    /// The whole region of `tfCropAndResize` is aligned corners.
    @Test func theWholeRegion() throws {
        let crop = Resize(mode: .linear, coordinates: .tfCropAndResize)
        let region = reals([8], [0, 0, 0, 0, 1, 1, 1, 1])
        let y = try crop.result(ramp, region, reals([4], [1, 1, 1, 1.3]), as: Double.self)
        #expect(isClose(y.elements, [0, 0.75, 1.5, 2.25, 3]))
    }

    /// A single position lies at the first one for aligned corners and ONNX's pytorch_half_pixel, and at ½/scale − ½ for
    /// half_pixel.
    @Test func onePosition() throws {
        for (coordinates, expected) in [
            (ResizeCoordinates.alignCorners, 0), (.pytorchHalfPixel, 0), (.halfPixel, 0.5 / 0.4 - 0.5),
        ] {
            let y = try resized(Resize(mode: .linear, coordinates: coordinates), ramp, scale: 0.4)
            #expect(isClose(y, [expected], 1e-6))
        }
    }

    /// half_pixel_symmetric: a mirrored input gives the mirrored output.
    @Test(arguments: [1.3, 0.7, 2.6]) func symmetry(_ scale: Double) throws {
        let resize = Resize(mode: .linear, coordinates: .halfPixelSymmetric)
        let x: [Double] = [3, -1, 4, 1]
        let y = try resized(resize, reals([1, 1, 1, 4], x), scale: scale)
        let mirrored = try resized(resize, reals([1, 1, 1, 4], x.reversed()), scale: scale)
        #expect(isClose(mirrored, y.reversed()))
    }

    /// ⌊4 · 1.2⌋ = 4: where the whole shape stays, ONNX's runtimes copy; ⌊5 · 1.2⌋ = 6 beside it changes that.
    @Test func shapesThatStay() throws {
        let resize = Resize(mode: .nearest, coordinates: .asymmetric, nearest: .floor)
        #expect(try resized(resize, ramp, scale: 1.2) == [0, 1, 2, 3])
        let square = reals([1, 1, 5, 4], (0..<20).map { Double($0 % 4) })
        let y = try resize.result(square, nil, reals([4], [1, 1, 1.2, 1.2]), as: Double.self)
        #expect(y.shape == [1, 1, 6, 4] && y.elements[..<4] == [0, 0, 1, 2])
    }

    /// The example of ONNX's opset 10: an axis that shrinks takes the neighbour to the right.
    @Test func opsetTen() throws {
        let resize = Resize(coordinates: .asymmetric, nearest: .floor, scalesInput: 1)
        let x = reals([1, 1, 2, 4], [1, 2, 3, 4, 5, 6, 7, 8])
        let y = try resize.result(x, reals([4], [1, 1, 0.6, 0.6]), as: Double.self)
        #expect(y == Tensor(shape: [1, 1, 1, 2], elements: [1, 3]))
    }

    /// 100 · 0.29 is 28.999… in double precision, as PyTorch computes it, and 29 in single.
    @Test func sizes() throws {
        let x = reals([1, 1, 1, 100], Array(repeating: 1, count: 100))
        for (arithmetic, extent) in [(ResizeArithmetic.onnx, 29), (.pytorch, 28)] {
            let resize = Resize(axes: [3], factors: [0.29], arithmetic: arithmetic)
            #expect(try resize.result(x, as: Float.self).shape == [1, 1, 1, extent])
        }
    }
}
