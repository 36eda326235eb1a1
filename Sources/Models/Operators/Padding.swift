// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

/// Padding of a convolution or pooling.
public enum Padding: Hashable, Sendable {
    /// [begin₀, begin₁, …, end₀, end₁, …]; empty = none (also ONNX's auto_pad = VALID).
    case explicit([Int])
    /// auto_pad = SAME_UPPER (the odd element at the end) or SAME_LOWER (at the beginning).
    case same(upper: Bool)
}

extension Operation {
    /// An attribute of `count` integers; an empty one becomes `value` throughout. Throws for any other length.
    func filled(_ attribute: [Int], _ value: Int, _ count: Int) throws -> [Int] {
        guard attribute.isEmpty || attribute.count == count else {
            throw mismatch("an attribute has \(attribute.count) values (\(attribute)), \(count) are needed")
        }
        guard attribute.allSatisfy({ $0.magnitude < 1 << 24 }) else { throw mismatch("\(attribute) is out of bounds") }
        return attribute.isEmpty ? Array(repeating: value, count: count) : attribute
    }

    /// `window`; throws if the loops over it would leave 32 bits or it has too many taps or positions.
    func bounded(_ window: Window) throws -> Window {
        let reaches = zip(window.kernel, window.dilations).map { ($0 - 1) * $1 }
        guard (reaches + window.padsBegin).allSatisfy({ $0.magnitude < 1 << 30 }) else {
            throw mismatch(
                "a kernel \(window.kernel), dilations \(window.dilations) and pads \(window.padsBegin) over "
                    + "\(window.input) are out of bounds")
        }
        for extents in [window.input, window.kernel, window.output] { _ = try checked(extents) }
        return window
    }

    /// `convolution`; throws if the columns of one image would take more than 2³⁰ values (4 GiB in float32).
    func bounded(_ convolution: Convolution) throws -> Convolution {
        guard convolution.columnCount <= 1 << 30 else {
            throw Failure.refused(
                "too-large",
                "\(name): one sample is laid out as \(convolution.columnCount) values, more than \(1 << 30)",
                hint: "this is beyond what uaed computes; use a smaller model, or smaller images")
        }
        return convolution
    }
}

extension Window {
    /// The window that attributes describe, and its pads at the end.
    ///
    /// `ceiling` rounds the output up (pooling's ceil_mode), even to one window that reaches beyond the padded input, but
    /// drops a last window that would start in the end padding.
    static func sliding(
        over input: [Int], kernel: [Int], strides: [Int], dilations: [Int], padding: Padding, ceiling: Bool,
        for operation: some Operation
    ) throws -> (window: Window, padsEnd: [Int]) {
        let rank = input.count
        let strides = try operation.filled(strides, 1, rank)
        let dilations = try operation.filled(dilations, 1, rank)
        guard kernel.count == rank, (kernel + strides + dilations).allSatisfy({ $0 > 0 && $0 < 1 << 24 }) else {
            throw operation.mismatch("a kernel \(kernel), strides \(strides), dilations \(dilations) over \(input)")
        }
        var (begin, end, output): ([Int], [Int], [Int]) = ([], [], [])
        for axis in 0..<rank {
            let reach = (kernel[axis] - 1) * dilations[axis] + 1
            switch padding {
            case .explicit(let pads):
                let pads = try operation.filled(pads, 0, 2 * rank)
                begin.append(pads[axis])
                end.append(pads[axis + rank])
                let slack = ceiling ? strides[axis] - 1 : 0
                let span = input[axis] + pads[axis] + pads[axis + rank] - reach + slack
                guard span >= 0 else {
                    throw operation.mismatch("a kernel \(kernel) is larger than the padded input \(input)")
                }
                var extent = span / strides[axis] + 1
                if ceiling, (extent - 1) * strides[axis] >= input[axis] + pads[axis] { extent -= 1 }
                output.append(extent)
            case .same(let upper):
                let extent = (input[axis] + strides[axis] - 1) / strides[axis]
                let total = max(0, (extent - 1) * strides[axis] + reach - input[axis])
                begin.append(upper ? total / 2 : total - total / 2)
                end.append(upper ? total - total / 2 : total / 2)
                output.append(extent)
            }
        }
        let window = Window(
            input: input, kernel: kernel, strides: strides, dilations: dilations, padsBegin: begin, output: output)
        return (try operation.bounded(window), end)
    }
}
