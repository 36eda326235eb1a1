// SPDX-License-Identifier: Apache-2.0
import Kernels

/// One call of a kernel. Places count vectors of the memory, or elements of the program's two pools.
///
/// It holds no reference, so a program runs without counting any.
public enum LaneInstruction: Sendable {
    case frame(lane_framing, slope: Double, places: Int, x: Int, mask: Int?, padded: Int)
    case correlate(lane_correlation, LaneCorrelationPools, slope: Double, x: Int, addend: Int?, y: Int)
    case dense(rows: Int, columns: Int, adds: Bool, weights: Int, bias: Int, x: Int, y: Int)
    case maxima(planar_window, planes: Int, x: Int, y: Int)
    case maximaAdjoint(planar_window, planes: Int, adds: Bool, x: Int, y: Int, dy: Int, dx: Int)
    case gather(lane_table_rows, LaneTablePools, x: Int, y: Int)
    case affine(count: Int, run: Int, adds: Bool, scale: Int, offset: Int?, x: Int, y: Int)
    case standardize(runs: Int, length: Int, epsilon: Double, x: Int, y: Int, inverse: Int)
    case standardizeAdjoint(runs: Int, length: Int, adds: Bool, y: Int, inverse: Int, dy: Int, dx: Int)
    case softmax(lane_softmax_shape, x: Int, y: Int)
    case softmaxAdjoint(lane_softmax_shape, y: Int, dy: Int, dx: Int)
    case matrices(lane_matrices, LaneRepetition, a: Int, b: Int, c: Int)
    case map(LaneFunction, count: Int, adds: Bool, a: Int, b: Int, c: Int, y: Int)
    case clear(count: Int, y: Int)
    /// Adds to gradients of weights; `weights` and `bias` are places among them.
    case correlateWeights(lane_correlation, LaneCorrelationPools, weights: Int, bias: Int?, x: Int, dy: Int)
    /// `samples` is where x is laid out as sixteen rows.
    case denseWeights(rows: Int, columns: Int, weights: Int, bias: Int?, x: Int, samples: Int, dy: Int)
    case affineWeights(count: Int, run: Int, weights: Int?, bias: Int?, x: Int, dy: Int)
    /// Statistics of each channel over a block; `numbers` and `means` are places in the pool.
    case moments(channels: Int, length: Int, x: Int, into: Int)
    case slopes(channels: Int, length: Int, means: Int, x: Int, dy: Int, into: Int)
    case blend(count: Int, run: Int, adds: Bool, numbers: Int, a: Int, b: Int, y: Int)
    /// All blocks of a batch meet here.
    case meet(Int)
    /// Does nothing: says that a place is read or written here, by the next call.
    case touch(Int)
    /// The program's owner does something here.
    case call(Int)
}

/// Where a correlation's arrays begin in the pools, and how far its groups lie apart.
public struct LaneCorrelationPools: Sendable {
    var taps: Int
    var weights: Int
    var bias: Int
    var places: Int
    var groups = 1
    /// Distances from group to group: in the source, the weights, and the maps' numbers.
    var sourceStep = 0
    var weightStep = 0
}

/// Where a sparse matrix's arrays begin in the pools; nil weights are ones, nil offsets zeros.
public struct LaneTablePools: Sendable {
    var starts: Int
    var indices: Int
    var weights: Int?
    var offsets: Int?
}

/// A product that is repeated, with the distances of its operands from one to the next.
public struct LaneRepetition: Sendable {
    public var count: Int
    public var a: Int
    public var b: Int
    public var c: Int

    public init(count: Int = 1, a: Int = 0, b: Int = 0, c: Int = 0) {
        self.count = count
        self.a = a
        self.b = b
        self.c = c
    }
}

extension LaneInstruction {
    /// The same call with every place in memory moved.
    public func moved(_ move: (Int) -> Int) -> LaneInstruction {
        switch self {
        case .frame(let shape, let slope, let places, let x, let mask, let padded):
            .frame(shape, slope: slope, places: places, x: move(x), mask: mask.map(move), padded: move(padded))
        case .correlate(let shape, let pools, let slope, let x, let addend, let y):
            .correlate(shape, pools, slope: slope, x: move(x), addend: addend.map(move), y: move(y))
        case .dense(let rows, let columns, let adds, let weights, let bias, let x, let y):
            .dense(rows: rows, columns: columns, adds: adds, weights: weights, bias: bias, x: move(x), y: move(y))
        case .maxima(let window, let planes, let x, let y):
            .maxima(window, planes: planes, x: move(x), y: move(y))
        case .maximaAdjoint(let window, let planes, let adds, let x, let y, let dy, let dx):
            .maximaAdjoint(
                window, planes: planes, adds: adds, x: move(x), y: move(y), dy: move(dy), dx: move(dx))
        case .gather(let shape, let pools, let x, let y): .gather(shape, pools, x: move(x), y: move(y))
        case .affine(let count, let run, let adds, let scale, let offset, let x, let y):
            .affine(count: count, run: run, adds: adds, scale: scale, offset: offset, x: move(x), y: move(y))
        case .standardize(let runs, let length, let epsilon, let x, let y, let inverse):
            .standardize(runs: runs, length: length, epsilon: epsilon, x: move(x), y: move(y), inverse: move(inverse))
        case .standardizeAdjoint(let runs, let length, let adds, let y, let inverse, let dy, let dx):
            .standardizeAdjoint(
                runs: runs, length: length, adds: adds, y: move(y), inverse: move(inverse), dy: move(dy), dx: move(dx))
        case .softmax(let shape, let x, let y): .softmax(shape, x: move(x), y: move(y))
        case .softmaxAdjoint(let shape, let y, let dy, let dx):
            .softmaxAdjoint(shape, y: move(y), dy: move(dy), dx: move(dx))
        case .matrices(let shape, let repetition, let a, let b, let c):
            .matrices(shape, repetition, a: move(a), b: move(b), c: move(c))
        case .map(let function, let count, let adds, let a, let b, let c, let y):
            .map(function, count: count, adds: adds, a: move(a), b: move(b), c: move(c), y: move(y))
        case .clear(let count, let y): .clear(count: count, y: move(y))
        case .correlateWeights(let shape, let pools, let weights, let bias, let x, let dy):
            .correlateWeights(shape, pools, weights: weights, bias: bias, x: move(x), dy: move(dy))
        case .denseWeights(let rows, let columns, let weights, let bias, let x, let samples, let dy):
            .denseWeights(
                rows: rows, columns: columns, weights: weights, bias: bias, x: move(x), samples: move(samples),
                dy: move(dy))
        case .affineWeights(let count, let run, let weights, let bias, let x, let dy):
            .affineWeights(count: count, run: run, weights: weights, bias: bias, x: move(x), dy: move(dy))
        case .moments(let channels, let length, let x, let into):
            .moments(channels: channels, length: length, x: move(x), into: move(into))
        case .slopes(let channels, let length, let means, let x, let dy, let into):
            .slopes(channels: channels, length: length, means: means, x: move(x), dy: move(dy), into: move(into))
        case .blend(let count, let run, let adds, let numbers, let a, let b, let y):
            .blend(count: count, run: run, adds: adds, numbers: numbers, a: move(a), b: move(b), y: move(y))
        case .touch(let place): .touch(move(place))
        case .call, .meet: self
        }
    }
}
