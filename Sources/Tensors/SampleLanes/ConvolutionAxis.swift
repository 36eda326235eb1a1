// SPDX-License-Identifier: Apache-2.0
/// One axis of a convolution of an input that is first repeated `factor` times (nearest neighbour): output o and tap t
/// read the repeated input at o·stride + t·dilation − pad, which is the input's element number ⌊…/factor⌋.
struct ConvolutionAxis {
    /// Extent before the repetition.
    let input: Int
    let output: Int
    let kernel: Int
    let stride: Int
    let dilation: Int
    let pad: Int
    let factor: Int

    /// The missing axis of a one-dimensional window.
    static let point = ConvolutionAxis(input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, pad: 0, factor: 1)

    /// Every `spread`-th target from `first` on: number j of them is the sum of the terms at source
    /// step·j + term.offset.
    struct Phase {
        let first: Int
        let spread: Int
        let count: Int
        let step: Int
        let terms: [Term]
    }

    /// A source and the kernel's taps that it is multiplied by.
    struct Term {
        let offset: Int
        let taps: [Int]
        /// Terms are summed group by group.
        var group = 0
    }

    /// The output from the input, in as many phases as the factor: each sees the small input through its own sums of
    /// taps.
    var forward: [Phase] {
        (0..<factor).map { phase in
            let offsets = (0..<kernel).map { Self.floor(phase + $0 * dilation - pad, factor) }
            let terms = Set(offsets).sorted().map { offset in
                Term(offset: offset, taps: (0..<kernel).filter { offsets[$0] == offset })
            }
            return Phase(
                first: phase, spread: factor, count: (output - phase + factor - 1) / factor, step: stride, terms: terms)
        }.filter { $0.count > 0 }
    }

    /// The input's gradient from the output's. A stride makes phases of the input; a factor makes groups of terms.
    var adjoint: [Phase] {
        guard factor == 1 else { return [Phase(first: 0, spread: 1, count: input, step: factor, terms: repeatedTerms)] }
        return (0..<stride).map { phase in
            let taps = (0..<kernel).reversed().filter { (phase + pad - $0 * dilation) % stride == 0 }
            let terms = taps.map { Term(offset: (phase + pad - $0 * dilation) / stride, taps: [$0]) }
            return Phase(
                first: phase, spread: stride, count: (input - phase + stride - 1) / stride, step: 1, terms: terms)
        }.filter { $0.count > 0 }
    }

    /// Input i reaches output factor·(i − e) + phase through the taps of the term at offset e of that phase.
    private var repeatedTerms: [Term] {
        forward.flatMap { phase in
            phase.terms.reversed().map {
                Term(offset: phase.first - factor * $0.offset, taps: $0.taps, group: phase.first)
            }
        }
    }

    private static func floor(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((-a + b - 1) / b) }
}

extension [ConvolutionAxis.Phase] {
    /// The first and the last source that any phase reads.
    var reach: ClosedRange<Int>? {
        let bounds = flatMap { phase in
            phase.terms.flatMap { [$0.offset, $0.offset + phase.step * (phase.count - 1)] }
        }
        guard let least = bounds.min(), let most = bounds.max() else { return nil }
        return least...most
    }
}
