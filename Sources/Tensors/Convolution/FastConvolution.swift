// SPDX-License-Identifier: Apache-2.0
import Kernels

/// Convolution of float32 planes by matrix products. Each image is computed on its own, so its result does not depend
/// on the rest of the batch.
///
/// Let a group have C channels and M maps. Either the input is laid out as columns [C·taps, out] and y = W·columns, or
/// the product W'·x = [M·taps, in] comes first and is collected into y; the smaller columns decide. The adjoint runs
/// the same two ways backwards. Windows of one or two axes are covered.
struct FastConvolution {
    private let geometry: Convolution
    private var window: planar_window
    private let channels: Int
    private let maps: Int
    private let taps: Int
    private let inputs: Int
    private let outputs: Int

    /// nil unless the window has one or two axes.
    init?(_ geometry: Convolution) {
        guard let window = planar_window(geometry.window) else { return nil }
        self.geometry = geometry
        self.window = window
        channels = geometry.channels / geometry.groups
        maps = geometry.maps / geometry.groups
        taps = geometry.window.kernelCount
        inputs = geometry.window.inputCount
        outputs = geometry.window.outputCount
    }

    private var isPointwise: Bool { geometry.isPointwise }
    private var collects: Bool { geometry.collects }

    /// x[batch, channels, in…] → y[batch, maps, out…]; `weights` is [maps, C, taps].
    func forward(_ input: [Float], weights: [Float], bias: [Float]?, batch: Int) -> [Float] {
        let weights = collects && !isPointwise ? tapMajor(weights) : weights
        return withGroups(input, weights, from: inputs * channels, to: outputs * maps, batch: batch) {
            group, x, w, columns, y in
            if let bias {
                for map in 0..<maps {
                    (y + map * outputs).update(repeating: bias[group * maps + map], count: outputs)
                }
            }
            forward(x, w, columns, y, beta: bias == nil ? 0 : 1)
        }
    }

    private func forward(
        _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ columns: UnsafeMutablePointer<Float>,
        _ y: UnsafeMutablePointer<Float>, beta: Float
    ) {
        var window = window
        if isPointwise {
            multiply(false, false, maps, outputs, channels, w, channels, x, beta, y)
        } else if collects {
            multiply(false, false, maps * taps, inputs, channels, w, channels, x, 0, columns)
            if beta == 0 { y.update(repeating: 0, count: maps * outputs) }
            window_collect(Int32(maps), &window, columns, y)
        } else {
            window_gather(Int32(channels), &window, x, columns)
            multiply(false, false, maps, outputs, channels * taps, w, channels * taps, columns, beta, y)
        }
    }

    /// ȳ[batch, maps, out…] → x̄[batch, channels, in…].
    func adjoint(_ gradient: [Float], weights: [Float], batch: Int) -> [Float] {
        let weights = collects && !isPointwise ? tapMajor(weights) : weights
        return withGroups(gradient, weights, from: outputs * maps, to: inputs * channels, batch: batch) {
            _, g, w, columns, x in
            var window = window
            if isPointwise {
                multiply(true, false, channels, inputs, maps, w, channels, g, 0, x)
            } else if collects {
                window_spread(Int32(maps), &window, g, columns)
                multiply(true, false, channels, inputs, maps * taps, w, channels, columns, 0, x)
            } else {
                multiply(true, false, channels * taps, outputs, maps, w, channels * taps, g, 0, columns)
                x.update(repeating: 0, count: channels * inputs)
                window_scatter(Int32(channels), &window, columns, x)
            }
        }
    }

    /// w̄[maps, C, taps] = Σ ȳ·columnsᵀ over the batch, for x[batch, channels, in…] and ȳ[batch, maps, out…].
    func weights(_ input: [Float], _ gradient: [Float], batch: Int) -> [Float] {
        precondition(input.count == batch * geometry.inputCount, "sizes do not fit")
        precondition(gradient.count == batch * geometry.outputCount, "sizes do not fit")
        var result = [Float](repeating: 0, count: geometry.weightCount)
        guard !input.isEmpty, !gradient.isEmpty, !result.isEmpty else { return result }
        var window = window
        let size = channels * taps
        withUnsafeTemporaryAllocation(of: Float.self, capacity: size * outputs) { columns in
            for block in 0..<batch * geometry.groups {
                let group = block % geometry.groups
                input.withUnsafeBufferPointer { x in
                    window_gather(
                        Int32(channels), &window, x.baseAddress! + block * inputs * channels, columns.baseAddress!)
                }
                gradient.withUnsafeBufferPointer { g in
                    result.withUnsafeMutableBufferPointer { w in
                        BLAS.sgemm(
                            transposeA: false, transposeB: true, m: maps, n: size, k: outputs, alpha: 1,
                            g.baseAddress! + block * outputs * maps, lda: outputs, columns.baseAddress!, ldb: outputs,
                            beta: 1, w.baseAddress! + group * maps * size, ldc: size)
                    }
                }
            }
        }
        return result
    }

    /// C = op(A)·B + β·C; B and C are stored without gaps.
    private func multiply(
        _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Float>, _ lda: Int,
        _ b: UnsafePointer<Float>, _ beta: Float, _ c: UnsafeMutablePointer<Float>
    ) {
        BLAS.sgemm(
            transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, alpha: 1, a, lda: lda, b, ldb: n,
            beta: beta, c, ldc: n)
    }

    /// Weights [M, C, taps] reordered as [M, taps, C].
    private func tapMajor(_ weights: [Float]) -> [Float] {
        Tensor(shape: [geometry.maps, channels, taps], elements: weights).transposed([0, 2, 1]).elements
    }

    /// Calls `body` for each image and group with pointers to its source, weights, columns and result.
    private func withGroups(
        _ source: [Float], _ weights: [Float], from: Int, to: Int, batch: Int,
        _ body: (
            Int, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>
        ) -> Void
    ) -> [Float] {
        let blocks = batch * geometry.groups
        precondition(source.count == blocks * from && weights.count == geometry.weightCount, "sizes do not fit")
        guard blocks * to > 0, blocks * from > 0 else { return Array(repeating: 0, count: blocks * to) }
        return [Float](unsafeUninitializedCapacity: blocks * to) { result, count in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, geometry.columnCount)) { columns in
                source.withUnsafeBufferPointer { source in
                    weights.withUnsafeBufferPointer { weights in
                        for block in 0..<blocks {
                            let group = block % geometry.groups
                            body(
                                group, source.baseAddress! + block * from,
                                weights.baseAddress! + group * maps * channels * taps, columns.baseAddress!,
                                result.baseAddress! + block * to)
                        }
                    }
                }
            }
            count = blocks * to
        }
    }
}

extension Convolution {
    fileprivate var isPointwise: Bool {
        window.kernelCount == 1 && window.inputCount == window.outputCount && window.padsBegin.allSatisfy { $0 == 0 }
            && window.strides.allSatisfy { $0 == 1 }
    }

    /// Whether the product comes first and is collected: its columns are less than half as large.
    fileprivate var collects: Bool { maps * window.inputCount * 2 < channels * window.outputCount }

    /// Scratch values that one group of one image takes beside its result; 0 if the window has no fast path or needs
    /// none.
    public var columnCount: Int {
        guard !isPointwise, window.rank <= 2 else { return 0 }
        let columns = collects ? maps * window.inputCount : channels * window.outputCount
        return window.kernelCount * (columns / groups)
    }
}

extension planar_window {
    /// The C form of a window of one or two axes; nil for any other.
    init?(_ window: Window) {
        guard window.rank == 1 || window.rank == 2 else { return nil }
        func pair(_ values: [Int], _ missing: Int32) -> (Int32, Int32) {
            values.count == 2 ? (Int32(values[0]), Int32(values[1])) : (missing, Int32(values[0]))
        }
        self.init()
        (in_height, in_width) = pair(window.input, 1)
        (kernel_height, kernel_width) = pair(window.kernel, 1)
        (stride_y, stride_x) = pair(window.strides, 1)
        (dilation_y, dilation_x) = pair(window.dilations, 1)
        (pad_top, pad_left) = pair(window.padsBegin, 0)
        (out_height, out_width) = pair(window.output, 1)
    }
}
