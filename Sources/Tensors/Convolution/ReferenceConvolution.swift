// SPDX-License-Identifier: Apache-2.0
extension Reference {
    /// y[n,m,o] = bias[m] + Σ_{c,k} w[m,c,k]·x[n, group(m)·C/g + c, tap(o,k)].
    public static func convolve<T: Real>(
        _ input: [T], weights: [T], bias: [T]?, geometry: Convolution, batch: Int
    ) -> [T] {
        var output = [T](repeating: 0, count: batch * geometry.outputCount)
        let positions = geometry.window.outputCount
        if let bias {
            for index in output.indices { output[index] = bias[index / positions % geometry.maps] }
        }
        forEachTap(of: geometry, batch: batch) { inputIndex, weightIndex, outputIndex in
            output[outputIndex] += weights[weightIndex] * input[inputIndex]
        }
        return output
    }

    /// x̄[n,c,i] = Σ w[m,c,k]·ȳ[n,m,o] over all (m,k,o) with tap(o,k) = i.
    public static func convolveAdjoint<T: Real>(
        _ gradient: [T], weights: [T], geometry: Convolution, batch: Int
    ) -> [T] {
        var input = [T](repeating: 0, count: batch * geometry.inputCount)
        forEachTap(of: geometry, batch: batch) { inputIndex, weightIndex, outputIndex in
            input[inputIndex] += weights[weightIndex] * gradient[outputIndex]
        }
        return input
    }

    /// w̄[m,c,k] = Σ x[n,c,tap(o,k)]·ȳ[n,m,o] over all (n,o).
    public static func convolveWeights<T: Real>(
        _ input: [T], _ gradient: [T], geometry: Convolution, batch: Int
    ) -> [T] {
        var weights = [T](repeating: 0, count: geometry.weightCount)
        forEachTap(of: geometry, batch: batch) { inputIndex, weightIndex, outputIndex in
            weights[weightIndex] += input[inputIndex] * gradient[outputIndex]
        }
        return weights
    }

    /// Calls `body` with the (input, weight, output) indices of every product of the convolution.
    @inline(__always)
    private static func forEachTap(of geometry: Convolution, batch: Int, _ body: (Int, Int, Int) -> Void) {
        let window = geometry.window
        let (taps, kernel, positions) = (window.taps(), window.kernelCount, window.outputCount)
        let (inGroup, outGroup) = (geometry.channels / geometry.groups, geometry.maps / geometry.groups)
        for sample in 0..<batch {
            for map in 0..<geometry.maps {
                for channel in 0..<inGroup {
                    let plane = sample * geometry.channels + map / outGroup * inGroup + channel
                    for position in 0..<positions {
                        for tap in 0..<kernel where taps[position * kernel + tap] >= 0 {
                            body(
                                plane * window.inputCount + taps[position * kernel + tap],
                                (map * inGroup + channel) * kernel + tap,
                                (sample * geometry.maps + map) * positions + position)
                        }
                    }
                }
            }
        }
    }
}
