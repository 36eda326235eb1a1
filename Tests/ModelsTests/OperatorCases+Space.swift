// SPDX-License-Identifier: Apache-2.0
import Tensors

@testable import Models

extension OperatorCase {
    static var windows: [OperatorCase] {
        [
            OperatorCase(
                "convolution", Conv(padding: .explicit([1, 0, 2, 1]), strides: [2, 1], dilations: [1, 2], groups: 2),
                [numbers(80, [2, 4, 5, 6]), numbers(81, [6, 2, 3, 2]), numbers(82, [6])]),
            OperatorCase(
                "convolution, same", Conv(padding: .same(upper: true), strides: [2, 2]),
                [numbers(83, [1, 1, 5, 4]), numbers(84, [2, 1, 3, 2]), nil]),
            OperatorCase(
                "convolution of a sequence", Conv(kernel: [3]), [numbers(85, [2, 2, 7]), numbers(86, [1, 2, 3])]),
            OperatorCase(
                "convolution of a volume", Conv(), [numbers(87, [1, 2, 3, 3, 3]), numbers(88, [2, 2, 2, 2, 2])]),
            OperatorCase(
                "transposed convolution",
                ConvTranspose(padding: .explicit([1, 0, 0, 1]), outputPadding: [1, 0], strides: [2, 3], groups: 2),
                [numbers(89, [2, 4, 3, 2]), numbers(90, [4, 3, 3, 2]), numbers(91, [6])]),
            OperatorCase(
                "transposed convolution, output shape", ConvTranspose(outputShape: [6, 5], strides: [2, 2]),
                [numbers(92, [1, 1, 3, 3]), numbers(93, [1, 1, 3, 3])]),
            OperatorCase("max pool", MaxPool(kernel: [2, 2], strides: [2, 2]), [numbers(94, [2, 2, 5, 4])]),
            OperatorCase(
                "max pool, overlapping",
                MaxPool(kernel: [3, 2], dilations: [1, 2], padding: .explicit([1, 1, 1, 1]), ceiling: true),
                [numbers(95, [1, 2, 5, 6])]),
            OperatorCase(
                "average pool",
                AveragePool(kernel: [3, 3], strides: [2, 2], padding: .explicit([1, 1, 0, 0]), ceiling: true),
                [numbers(96, [2, 2, 5, 4])]),
            OperatorCase(
                "average pool counting padding",
                AveragePool(kernel: [2, 3], padding: .explicit([1, 1, 1, 1]), countingPadding: true),
                [numbers(97, [1, 2, 3, 4])]),
            OperatorCase("global average pool", GlobalAveragePool(), [numbers(98, [2, 3, 2, 3])]),
        ]
    }

    static var resizing: [OperatorCase] {
        let scales = reals([4], [1, 1, 2, 1.5])
        let coordinates: [ResizeCoordinates] = [
            .halfPixel, .halfPixelSymmetric, .pytorchHalfPixel, .alignCorners, .asymmetric, .tfHalfPixelForNN,
        ]
        return coordinates.flatMap { mode in
            [ResizeMode.nearest, .linear, .cubic].map {
                OperatorCase(
                    "resize \($0) \(mode)", Resize(mode: $0, coordinates: mode),
                    [numbers(100, [1, 2, 3, 4]), nil, scales])
            }
        } + [
            OperatorCase(
                "resize by sizes", Resize(mode: .linear), [numbers(101, [1, 1, 4, 5]), nil, nil, integers(1, 1, 3, 7)]),
            OperatorCase(
                "shrinking without aliasing", Resize(mode: .cubic, antialias: true),
                [numbers(102, [1, 1, 6, 8]), nil, reals([4], [1, 1, 0.5, 0.5])]),
            OperatorCase(
                "cubic without outside", Resize(mode: .cubic, excludeOutside: true),
                [numbers(103, [1, 1, 3, 4]), nil, scales]),
            OperatorCase(
                "crop and resize",
                Resize(mode: .linear, coordinates: .tfCropAndResize, extrapolation: 9, axes: [2, 3]),
                [numbers(104, [1, 1, 4, 4]), reals([4], [-0.2, 0.1, 0.9, 1.3]), nil, integers(3, 3)]),
            OperatorCase(
                "corners aligned, scale × size no integer", Resize(mode: .linear, coordinates: .alignCorners),
                [numbers(107, [1, 2, 3, 4]), nil, reals([4], [1, 1, 1.4, 1.3])]),
            OperatorCase(
                "resize as PyTorch does",
                Resize(mode: .linear, axes: [2, 3], factors: [1.4, 2.1], arithmetic: .pytorch),
                [numbers(108, [1, 2, 3, 4])]),
            OperatorCase("upsample", Upsample(), [numbers(105, [1, 2, 2, 3]), reals([4], [1, 1, 2, 3])]),
            OperatorCase(
                "upsample by attribute", Upsample(mode: .linear, scales: [1, 1, 2, 2]), [numbers(106, [1, 1, 2, 3])]),
        ]
    }

    static var shapes: [OperatorCase] {
        [
            OperatorCase("reshape", Reshape(), [numbers(110, [2, 3, 4]), integers(0, -1)]),
            OperatorCase("flatten", Flatten(axis: 2), [numbers(111, [2, 3, 4])]),
            OperatorCase("squeeze", Squeeze(axes: [1]), [numbers(112, [2, 1, 1])]),
            OperatorCase("unsqueeze", Unsqueeze(), [numbers(113, [2, 3]), integers(0, -1)]),
            OperatorCase("identity", Identity(), [numbers(114, [3])]),
            OperatorCase("transpose", Transpose(permutation: [2, 0, 1]), [numbers(115, [2, 3, 4])]),
            OperatorCase("transpose, reversed", Transpose(), [numbers(116, [2, 3, 4])]),
            OperatorCase("expand", Expand(), [numbers(117, [3, 1]), integers(2, 1, 4)]),
            OperatorCase(
                "concat", Concat(axis: -1), [numbers(118, [2, 3]), numbers(119, [2, 1]), numbers(120, [2, 2])],
                differentiable: [0, 1, 2]),
            OperatorCase("split evenly", Split(axis: 1, parts: 3), [numbers(121, [2, 7])]),
            OperatorCase("split by sizes", Split(axis: 0, parts: 2), [numbers(122, [5, 2]), integers(1, 4)]),
        ]
    }

    static var selections: [OperatorCase] {
        [
            OperatorCase(
                "slice", Slice(),
                [numbers(130, [4, 5]), integers(1, -1), integers(4, -6), integers(0, 1), integers(2, -2)]),
            OperatorCase("slice by attributes", Slice(starts: [1], ends: [3], axes: [1]), [numbers(131, [2, 4])]),
            OperatorCase("gather", Gather(axis: 1), [numbers(132, [2, 4, 2]), integers(3, 0, 3, -2)]),
            OperatorCase(
                "gather tuples", GatherND(),
                [numbers(133, [3, 4]), .integer(Tensor(shape: [2, 2], elements: [0, 1, -1, -1]))]),
            OperatorCase(
                "gather tuples in batches", GatherND(batchAxes: 1),
                [numbers(134, [2, 3, 2]), .integer(Tensor(shape: [2, 1], elements: [2, 0]))]),
            OperatorCase("pad with a constant", Pad(), [numbers(135, [2, 3]), integers(1, -1, 0, 2), reals([], [7])]),
            OperatorCase("pad by reflection", Pad(mode: .reflect, pads: [0, 2, 0, 5]), [numbers(136, [2, 3])]),
            OperatorCase(
                "pad with the edge", Pad(mode: .edge), [numbers(137, [2, 3]), integers(2, 1), nil, integers(1)]),
            OperatorCase("pad around", Pad(mode: .wrap, pads: [1, 0, 1, 4]), [numbers(138, [2, 3])]),
            OperatorCase("depth to space", DepthToSpace(block: 2), [numbers(139, [1, 8, 2, 3])]),
            OperatorCase(
                "depth to space, columns first", DepthToSpace(block: 2, depthFirst: false),
                [numbers(140, [1, 8, 2, 3])]),
        ]
    }
}
