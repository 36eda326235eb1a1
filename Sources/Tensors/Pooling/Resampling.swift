// SPDX-License-Identifier: Apache-2.0
/// Resampling of one axis as a sparse affine map: y[j] = offset[j] + Σₜ weights[j·width + t]·x[indices[j·width + t]].
///
/// Nearest, linear and cubic interpolation and their adjoints differ in this table only.
public struct Resampling: Hashable, Sendable {
    /// Positions along the axis before resampling.
    public let input: Int
    /// Positions along the axis after resampling.
    public let output: Int
    /// Taps of each output position.
    public let width: Int
    /// The input position of each tap, [output, width].
    public let indices: [Int]
    /// [output, width]
    public let weights: [Double]
    /// [output]
    public let offsets: [Double]

    /// Traps if the sizes do not fit or an index lies outside the axis.
    public init(input: Int, output: Int, width: Int, indices: [Int], weights: [Double], offsets: [Double]) {
        precondition(indices.count == output * width && weights.count == indices.count && offsets.count == output)
        precondition(indices.allSatisfy { (0..<input).contains($0) }, "a tap outside the axis")
        self.input = input
        self.output = output
        self.width = width
        self.indices = indices
        self.weights = weights
        self.offsets = offsets
    }

    /// Whether every output copies one input.
    public var isNearest: Bool { width == 1 && weights.allSatisfy { $0 == 1 } && offsets.allSatisfy { $0 == 0 } }
}

extension Tensor where Element: Real {
    /// This tensor resampled along `axis`. Traps unless the axis has `map.input` positions.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    public func resampled(_ map: Resampling, axis: Int) -> Tensor {
        precondition(shape[axis] == map.input, "the axis has \(shape[axis]) positions, not \(map.input)")
        var result = self.shape
        result[axis] = map.output
        let (outer, inner) = (shape[..<axis].reduce(1, *), shape[(axis + 1)...].reduce(1, *))
        let total = outer * map.output * inner
        let y = [Element](unsafeUninitializedCapacity: total) { y, count in
            elements.withUnsafeBufferPointer { x in
                if map.isNearest {
                    Self.copyNeighbours(x, to: y, map, outer: outer, inner: inner)
                } else {
                    Self.addTaps(x, to: y, map, outer: outer, inner: inner)
                }
            }
            count = total
        }
        return Tensor(shape: result, elements: y)
    }

    /// y[j] = x[indices[j]] in each of `outer` blocks; a position is a run of `inner` elements.
    @inline(__always)
    private static func copyNeighbours(
        _ x: UnsafeBufferPointer<Element>, to y: UnsafeMutableBufferPointer<Element>, _ map: Resampling, outer: Int,
        inner: Int
    ) {
        map.indices.withUnsafeBufferPointer { indices in
            for block in 0..<outer {
                let (from, to) = (block * map.input * inner, block * map.output * inner)
                if inner == 1 {
                    for position in 0..<map.output { y[to + position] = x[from + indices[position]] }
                    continue
                }
                for position in 0..<map.output {
                    let (source, target) = (from + indices[position] * inner, to + position * inner)
                    for index in 0..<inner { y[target + index] = x[source + index] }
                }
            }
        }
    }

    @inline(__always)
    private static func addTaps(
        _ x: UnsafeBufferPointer<Element>, to y: UnsafeMutableBufferPointer<Element>, _ map: Resampling, outer: Int,
        inner: Int
    ) {
        let (weights, offsets) = (map.weights.map { Element($0) }, map.offsets.map { Element($0) })
        for block in 0..<outer {
            for position in 0..<map.output {
                let to = (block * map.output + position) * inner
                for index in 0..<inner { y[to + index] = offsets[position] }
                for tap in position * map.width..<(position + 1) * map.width {
                    let from = (block * map.input + map.indices[tap]) * inner
                    for index in 0..<inner { y[to + index] += weights[tap] * x[from + index] }
                }
            }
        }
    }

    /// The adjoint of ``resampled(_:axis:)``: x̄[indices[j,t]] += weights[j,t]·ȳ[j]; the offsets do not enter.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    public func resampledAdjoint(_ map: Resampling, axis: Int) -> Tensor {
        precondition(shape[axis] == map.output, "the axis has \(shape[axis]) positions, not \(map.output)")
        var result = self.shape
        result[axis] = map.input
        let (outer, inner) = (shape[..<axis].reduce(1, *), shape[(axis + 1)...].reduce(1, *))
        var gradient = [Element](repeating: 0, count: result.reduce(1, *))
        gradient.withUnsafeMutableBufferPointer { gradient in
            elements.withUnsafeBufferPointer { y in
                Self.returnTaps(y, to: gradient, map, outer: outer, inner: inner)
            }
        }
        return Tensor(shape: result, elements: gradient)
    }

    @inline(__always)
    private static func returnTaps(
        _ y: UnsafeBufferPointer<Element>, to gradient: UnsafeMutableBufferPointer<Element>, _ map: Resampling,
        outer: Int, inner: Int
    ) {
        let weights = map.weights.map { Element($0) }
        map.indices.withUnsafeBufferPointer { indices in
            for block in 0..<outer {
                let (from, to) = (block * map.output * inner, block * map.input * inner)
                if inner == 1, map.width == 1 {
                    for tap in 0..<map.output { gradient[to + indices[tap]] += weights[tap] * y[from + tap] }
                    continue
                }
                for tap in 0..<map.output * map.width {
                    let (source, target, weight) = (
                        from + tap / map.width * inner, to + indices[tap] * inner, weights[tap]
                    )
                    for index in 0..<inner { gradient[target + index] += weight * y[source + index] }
                }
            }
        }
    }
}
