/// Resampling of one axis as a sparse linear map: y[j] = offset[j] + Σₜ weights[j·width + t]·x[indices[j·width + t]].
///
/// Nearest, linear and cubic interpolation differ in this table only, and so do their adjoints.
public struct Resampling: Hashable, Sendable {
    public let input: Int
    public let output: Int
    /// Taps an output position has.
    public let width: Int
    public let indices: [Int]
    public let weights: [Double]
    public let offsets: [Double]

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

    var isNearest: Bool { width == 1 && weights.allSatisfy { $0 == 1 } && offsets.allSatisfy { $0 == 0 } }
}

extension Tensor where Element: Real {
    /// This tensor with `axis` resampled.
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    public func resampled(_ map: Resampling, axis: Int) -> Tensor {
        precondition(shape[axis] == map.input, "the axis has \(shape[axis]) positions, not \(map.input)")
        var result = self.shape
        result[axis] = map.output
        let (outer, inner) = (shape[..<axis].reduce(1, *), shape[(axis + 1)...].reduce(1, *))
        let (weights, offsets) = (map.weights.map { Element($0) }, map.offsets.map { Element($0) })
        let copying = map.isNearest
        var y = [Element](repeating: 0, count: result.reduce(1, *))
        y.withUnsafeMutableBufferPointer { y in
            elements.withUnsafeBufferPointer { x in
                for block in 0..<outer {
                    for position in 0..<map.output {
                        let to = (block * map.output + position) * inner
                        if copying {
                            let from = (block * map.input + map.indices[position]) * inner
                            for index in 0..<inner { y[to + index] = x[from + index] }
                            continue
                        }
                        for index in 0..<inner { y[to + index] = offsets[position] }
                        for tap in position * map.width..<(position + 1) * map.width {
                            let from = (block * map.input + map.indices[tap]) * inner
                            for index in 0..<inner { y[to + index] += weights[tap] * x[from + index] }
                        }
                    }
                }
            }
        }
        return Tensor(shape: result, elements: y)
    }

    /// The adjoint of ``resampled(_:axis:)`` without its offsets: x̄[indices[j,t]] += weights[j,t]·ȳ[j].
    @_specialize(where Element == Float)
    @_specialize(where Element == Double)
    public func resampledAdjoint(_ map: Resampling, axis: Int) -> Tensor {
        precondition(shape[axis] == map.output, "the axis has \(shape[axis]) positions, not \(map.output)")
        var result = self.shape
        result[axis] = map.input
        let (outer, inner) = (shape[..<axis].reduce(1, *), shape[(axis + 1)...].reduce(1, *))
        let weights = map.weights.map { Element($0) }
        var gradient = [Element](repeating: 0, count: result.reduce(1, *))
        gradient.withUnsafeMutableBufferPointer { gradient in
            elements.withUnsafeBufferPointer { y in
                for block in 0..<outer {
                    for tap in 0..<map.output * map.width {
                        let from = (block * map.output + tap / map.width) * inner
                        let to = (block * map.input + map.indices[tap]) * inner
                        for index in 0..<inner { gradient[to + index] += weights[tap] * y[from + index] }
                    }
                }
            }
        }
        return Tensor(shape: result, elements: gradient)
    }
}
