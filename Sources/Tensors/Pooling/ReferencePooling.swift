// SPDX-License-Identifier: Apache-2.0
extension Reference {
    /// The largest value of each window of each plane, [planes, out…]; −∞ if a window holds padding only.
    public static func maxPool<T: Real>(_ input: [T], window: Window, planes: Int) -> [T] {
        let taps = window.taps()
        return maxima(input, taps: taps, window: window, planes: planes).map { $0 < 0 ? -T.infinity : input[$0] }
    }

    /// x̄[first maximum of window o] += ȳ[o].
    public static func maxPoolAdjoint<T: Real>(
        _ gradient: [T], input: [T], window: Window, planes: Int
    ) -> [T] {
        var result = [T](repeating: 0, count: input.count)
        let winners = maxima(input, taps: window.taps(), window: window, planes: planes)
        for (output, winner) in winners.enumerated() where winner >= 0 {
            result[winner] += gradient[output]
        }
        return result
    }

    /// The flat input index of each window's first maximum; −1 if the window holds padding only.
    public static func maxPoolIndices<T: Real>(_ input: [T], window: Window, planes: Int) -> [Int] {
        maxima(input, taps: window.taps(), window: window, planes: planes)
    }

    private static func maxima<T: Real>(_ input: [T], taps: [Int], window: Window, planes: Int) -> [Int] {
        let kernel = window.kernelCount
        var winners = [Int](repeating: -1, count: planes * window.outputCount)
        for plane in 0..<planes {
            for position in 0..<window.outputCount {
                var winner = -1
                for tap in taps[position * kernel..<(position + 1) * kernel] where tap >= 0 {
                    let index = plane * window.inputCount + tap
                    if winner < 0 || input[index].beats(input[winner]) { winner = index }
                }
                winners[plane * window.outputCount + position] = winner
            }
        }
        return winners
    }

    /// y[o] = (Σ of the window's values inside the input) / divisors[o]; a plane has one divisor per output position.
    @_specialize(where T == Float)
    @_specialize(where T == Double)
    public static func averagePool<T: Real>(
        _ input: [T], window: Window, planes: Int, divisors: [Int]
    ) -> [T] {
        let (taps, kernel) = (window.taps(), window.kernelCount)
        var output = [T](repeating: 0, count: planes * window.outputCount)
        for plane in 0..<planes {
            for position in 0..<window.outputCount {
                var sum: T = 0
                for tap in position * kernel..<(position + 1) * kernel where taps[tap] >= 0 {
                    sum += input[plane * window.inputCount + taps[tap]]
                }
                output[plane * window.outputCount + position] = sum / T(divisors[position])
            }
        }
        return output
    }

    /// x̄[i] = Σ ȳ[o] / divisors[o] over the windows o that contain i.
    @_specialize(where T == Float)
    @_specialize(where T == Double)
    public static func averagePoolAdjoint<T: Real>(
        _ gradient: [T], window: Window, planes: Int, divisors: [Int]
    ) -> [T] {
        let (taps, kernel) = (window.taps(), window.kernelCount)
        var result = [T](repeating: 0, count: planes * window.inputCount)
        for plane in 0..<planes {
            for position in 0..<window.outputCount {
                let share = gradient[plane * window.outputCount + position] / T(divisors[position])
                for tap in position * kernel..<(position + 1) * kernel where taps[tap] >= 0 {
                    result[plane * window.inputCount + taps[tap]] += share
                }
            }
        }
        return result
    }
}

extension Window {
    /// The number of values that each output position averages over, at least 1: its taps inside the input or, if
    /// `countingPadding`, inside the input padded by `padsBegin` and `padsEnd`. A tap beyond the padding, which
    /// rounding the output size up can produce, never counts.
    public func divisors(countingPadding: Bool, padsEnd: [Int]) -> [Int] {
        var result: [Int] = []
        forEachIndex(of: output) { position in
            result.append(
                (0..<rank).reduce(1) { product, axis in
                    let start = position[axis] * strides[axis] - padsBegin[axis]
                    let (low, high) =
                        countingPadding ? (-padsBegin[axis], input[axis] + padsEnd[axis]) : (0, input[axis])
                    let inside = (0..<kernel[axis]).filter { tap in
                        (low..<high).contains(start + tap * dilations[axis])
                    }
                    return product * inside.count
                })
        }
        return result.map { max(1, $0) }
    }
}
