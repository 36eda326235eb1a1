// SPDX-License-Identifier: Apache-2.0
import Tensors

/// x[start:end:step] along axes. Inputs 1–4 hold starts, ends, axes and steps; before opset 10 these are attributes.
public struct Slice: Operation, Selecting {
    public let starts: [Int]?
    public let ends: [Int]?
    public let axes: [Int]?

    /// The attributes of opsets before 10; a nil list comes from its input.
    public init(starts: [Int]? = nil, ends: [Int]? = nil, axes: [Int]? = nil) {
        self.starts = starts
        self.ends = ends
        self.axes = axes
    }

    public var name: String { "Slice" }

    func table<T: Real>(_ inputs: [Value<T>?]) throws -> Tensor<Int> {
        var shape = try any(inputs, 0).shape
        guard let starts = try starts ?? integers(inputs, 1), let ends = try ends ?? integers(inputs, 2),
            starts.count == ends.count
        else { throw mismatch("starts and ends of different or unknown length") }
        let axes = try axes ?? integers(inputs, 3) ?? Array(starts.indices)
        let steps = try integers(inputs, 4) ?? Array(repeating: 1, count: starts.count)
        guard axes.count == starts.count, steps.count == starts.count, !steps.contains(0) else {
            throw mismatch("\(starts.count) starts, axes \(axes), steps \(steps)")
        }
        let indices = Tensor<Int>.indices(of: shape)
        var strides = Tensor<Int>.strides(of: shape)
        var offset = 0
        for (position, axis) in axes.enumerated() {
            let axis = try normalized(axis, rank: shape.count)
            let picked = Self.range(starts[position], ends[position], steps[position], extent: shape[axis])
            offset += picked.start * strides[axis]
            strides[axis] = strides[axis].multipliedReportingOverflow(by: steps[position]).partialValue
            shape[axis] = picked.count
        }
        return indices.strided(shape: shape, strides: strides, offset: offset)
    }

    private static func range(_ start: Int, _ end: Int, _ step: Int, extent: Int) -> (start: Int, count: Int) {
        let lowest = step > 0 ? 0 : -1
        let highest = step > 0 ? extent : extent - 1
        let from = min(max(start < 0 ? start + extent : start, step > 0 ? 0 : -1), highest)
        let to = min(max(end < 0 ? max(end, -extent - 1) + extent : end, lowest), highest)
        let span = step > 0 ? to - from : from - to
        guard span > 0 else { return (0, 0) }
        return (from, (span - 1) / Int(clamping: step.magnitude) + 1)
    }
}
