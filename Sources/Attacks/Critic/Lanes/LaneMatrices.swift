// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Rows and matrices of sixteen critics in lanes, and the products of length d' between them.
struct LaneMatrices<Scalar: CriticScalar>: Sendable {
    /// Row elements that are multiplied at a time, chosen so that the operands stay in the nearest cache.
    private static var strip: Int { 24 }

    private let shape: CriticShape
    private let block: Int
    private let keepsMoments: Bool
    private var memory: [Scalar]
    /// Offsets in vectors of Y (K × d'), B and its moment (H × d'), ∂I/∂Y (K × d'), and of the small matrices.
    private let rows = 0
    private let anchor: Int
    private let moment: Int
    private let cotangent: Int
    private let small: Int

    /// - Parameter block: the number of the batch's group of sixteen samples.
    init(_ shape: CriticShape, keepsMoments: Bool, block: Int) {
        self.shape = shape
        self.keepsMoments = keepsMoments
        self.block = block
        anchor = shape.rows * shape.rowLength
        moment = anchor + shape.matrixCount
        cotangent = moment + (keepsMoments ? shape.matrixCount : 0)
        small = cotangent + shape.rows * shape.rowLength
        let smallCount = shape.rows * shape.rows + 2 * shape.hidden * shape.rows + 1
        memory = Array(repeating: 0, count: (small + smallCount) * Lanes.count)
    }

    /// The samples of the block among `count`.
    private func samples(_ count: Int) -> Range<Int> {
        block * Lanes.count..<min((block + 1) * Lanes.count, count)
    }

    /// Starts with A and B as drawn and with the rows of x.
    mutating func start(
        _ weights: [CriticWeights<Scalar>], _ states: inout [SpanState<Scalar>], model: Execution<Scalar>
    ) {
        model.copyFeatureLanes(block, into: &memory, at: rows)
        let samples = samples(weights.count)
        write(samples.flatMap { weights[$0].left }, count: samples.count)
        multiplyRows()
        for sample in samples { read(&states[sample].left, lane: sample - samples.lowerBound) }
        write(samples.flatMap { weights[$0].right }, count: samples.count)
    }

    private mutating func write(_ matrices: [Scalar], count: Int) {
        Lanes.interleave(
            matrices, firstRow: 0, rowCount: count, count: shape.matrixCount, into: &memory, at: anchor)
    }

    /// Takes the rows of the model's last forward pass. Critics that are put back restart B at its anchor.
    mutating func observe(_ states: inout [SpanState<Scalar>], model: Execution<Scalar>) {
        if keepsMoments { applyPending(&states) }
        model.copyFeatureLanes(block, into: &memory, at: rows)
        multiplyRows()
        for sample in samples(states.count) {
            if !keepsMoments { states[sample].right.restart() }
            read(&states[sample].right, lane: sample - block * Lanes.count)
        }
    }

    /// Propagates ∂I/∂Y of the `active` samples, whose `pairs` hold ∂I/∂v, through the model into `gradient`, [batch,
    /// d].
    mutating func differentiate(
        _ states: inout [SpanState<Scalar>], active: [Bool], into gradient: inout Tensor<Scalar>,
        model: inout Execution<Scalar>
    ) {
        if keepsMoments { applyPending(&states) }
        for lane in 0..<Lanes.count {
            let sample = block * Lanes.count + lane
            let isActive = sample < active.count && active[sample]
            writeSlopes(isActive ? states[sample] : nil, lane: lane)
        }
        let (K, H) = (shape.rows, shape.hidden)
        let (slopes, learnt, products) = (small, small + K * H, small + 2 * K * H)
        var square = product(K, H, K, distance: H)
        square.rowDistance = K
        Lanes.combine(square, &memory, c: slopes, x: learnt, y: products)
        for (from, length) in strips() {
            Lanes.combine(
                product(K, H, length, distance: H), &memory, c: slopes,
                x: anchor + from, y: cotangent + from)
            guard !keepsMoments else { continue }
            Lanes.combine(
                product(K, K, length, distance: K), &memory, keep: 1, c: products,
                x: rows + from, y: cotangent + from)
        }
        model.pullBackFeatureLanes(block, memory, at: cotangent, into: &gradient)
    }
}

extension LaneMatrices {
    private func strips() -> Strips { Strips(count: shape.rowLength, strip: Self.strip) }

    private func product(_ rows: Int, _ columns: Int, _ length: Int, distance: Int) -> LaneProductShape {
        LaneProductShape(
            rows: rows, columns: columns, length: length, rowDistance: shape.rowLength, coefficientDistance: distance)
    }

    /// G = YYᵀ, BYᵀ and the moment's product with Yᵀ, side by side in the small matrices.
    private mutating func multiplyRows() {
        let (K, H) = (shape.rows, shape.hidden)
        for index in small * Lanes.count..<(small + K * K + 2 * H * K) * Lanes.count { memory[index] = 0 }
        for (from, length) in strips() {
            let y = rows + from
            Lanes.products(product(K, K, length, distance: K), &memory, a: y, b: y, c: small, lower: true)
            Lanes.products(product(H, K, length, distance: K), &memory, a: anchor + from, b: y, c: small + K * K)
            guard keepsMoments else { continue }
            Lanes.products(
                product(H, K, length, distance: K), &memory, a: moment + from, b: y, c: small + K * K + H * K)
        }
    }

    /// Copies one sample's products from the small matrices to its span form.
    private func read(_ span: inout SpanCoefficients<Scalar>, lane: Int) {
        let (K, H, stride) = (shape.rows, shape.hidden, shape.stride)
        for i in 0..<K {
            for j in 0...i {
                let value = memory[(small + i * K + j) * Lanes.count + lane]
                span.gram[i * stride + j] = value
                span.gram[j * stride + i] = value
            }
        }
        let projection = small + K * K
        for h in 0..<H {
            for k in 0..<K {
                span.projection[h * stride + k] = memory[(projection + h * K + k) * Lanes.count + lane]
                guard keepsMoments else { continue }
                span.momentProjection[h * stride + k] =
                    memory[(projection + (H + h) * K + k) * Lanes.count + lane]
            }
        }
    }

    /// Writes ∂I/∂v as K × H and B's coefficients since its anchor as H × K; zeros without a state.
    private mutating func writeSlopes(_ state: SpanState<Scalar>?, lane: Int) {
        let (K, H, stride) = (shape.rows, shape.hidden, shape.stride)
        for h in 0..<H {
            for k in 0..<K {
                let at = h * stride + k
                memory[(small + k * H + h) * Lanes.count + lane] = state.map { $0.pairs.right[at] } ?? 0
                memory[(small + K * H + h * K + k) * Lanes.count + lane] =
                    state.map { $0.right.coefficients[at] } ?? 0
            }
        }
    }

    /// Adds what the critics learnt since the last call to the anchors: B ← B + share·moment + coefficientsᵀY, and the
    /// moment likewise.
    mutating func applyPending(_ states: inout [SpanState<Scalar>]) {
        let (K, H) = (shape.rows, shape.hidden)
        let (learnt, momenta, share) = (small, small + H * K, small + 2 * H * K)
        for sample in samples(states.count) {
            write(states[sample].right, lane: sample - block * Lanes.count)
        }
        var decay: Scalar = 1
        for sample in samples(states.count) { decay = min(decay, states[sample].right.momentShare) }
        for (from, length) in strips() {
            if keepsMoments {
                for h in 0..<H {
                    let at = h * shape.rowLength + from
                    Lanes.combine(
                        product(1, 1, length, distance: 1), &memory, keep: 1, c: share, x: moment + at, y: anchor + at)
                }
                Lanes.combine(
                    product(H, K, length, distance: K), &memory, keep: decay, c: momenta, x: rows + from,
                    y: moment + from)
            }
            Lanes.combine(
                product(H, K, length, distance: K), &memory, keep: 1, c: learnt, x: rows + from, y: anchor + from)
        }
        for sample in samples(states.count) { states[sample].right.applyPending() }
    }

    /// Copies one sample's coefficients and share to the small matrices.
    private mutating func write(_ span: SpanCoefficients<Scalar>, lane: Int) {
        let (K, H) = (shape.rows, shape.hidden)
        for h in 0..<H {
            for k in 0..<K {
                memory[(small + h * K + k) * Lanes.count + lane] = span.coefficients[h * shape.stride + k]
                memory[(small + (H + h) * K + k) * Lanes.count + lane] =
                    span.momentCoefficients[h * shape.stride + k]
            }
        }
        memory[(small + 2 * H * K) * Lanes.count + lane] = span.share
    }
}

/// Divides 0..<count into strips, (start, length).
struct Strips: Sequence, IteratorProtocol {
    let count: Int
    let strip: Int
    private var begin = 0

    init(count: Int, strip: Int) {
        self.count = count
        self.strip = strip
    }

    mutating func next() -> (Int, Int)? {
        guard begin < count else { return nil }
        defer { begin += strip }
        return (begin, Swift.min(strip, count - begin))
    }
}
