// SPDX-License-Identifier: Apache-2.0
/// A sliding window over the spatial axes of [planes, in…]: kernel, strides, dilations, pads, any number of axes.
///
/// Output position o and tap k read input position o·stride + k·dilation − padBegin; positions outside the input are
/// padding.
public struct Window: Hashable, Sendable {
    public let input: [Int]
    public let kernel: [Int]
    public let strides: [Int]
    public let dilations: [Int]
    public let padsBegin: [Int]
    public let output: [Int]

    /// Traps unless every array has one entry per axis.
    public init(
        input: [Int], kernel: [Int], strides: [Int], dilations: [Int], padsBegin: [Int], output: [Int]
    ) {
        let rank = input.count
        precondition(
            [kernel, strides, dilations, padsBegin, output].allSatisfy { $0.count == rank },
            "a window of mixed ranks")
        self.input = input
        self.kernel = kernel
        self.strides = strides
        self.dilations = dilations
        self.padsBegin = padsBegin
        self.output = output
    }

    /// Number of spatial axes.
    public var rank: Int { input.count }
    /// Positions of one input plane.
    public var inputCount: Int { input.reduce(1, *) }
    /// Positions of one output plane.
    public var outputCount: Int { output.reduce(1, *) }
    /// Taps of the kernel.
    public var kernelCount: Int { kernel.reduce(1, *) }

    /// The input index of every output position and tap, −1 in the padding: [outputCount, kernelCount], row-major.
    ///
    /// The plain loops and the sparse form in lanes walk this table.
    public func taps() -> [Int] {
        var table: [Int] = []
        table.reserveCapacity(outputCount * kernelCount)
        forEachIndex(of: output) { position in
            forEachIndex(of: kernel) { tap in
                var index = 0
                for axis in 0..<rank {
                    let at = position[axis] * strides[axis] + tap[axis] * dilations[axis] - padsBegin[axis]
                    guard at >= 0, at < input[axis] else {
                        index = -1
                        break
                    }
                    index = index * input[axis] + at
                }
                table.append(index)
            }
        }
        return table
    }
}

/// Calls `body` with every index of an array of `shape`, last axis fastest.
func forEachIndex(of shape: [Int], _ body: ([Int]) -> Void) {
    guard shape.allSatisfy({ $0 > 0 }) else { return }
    var index = [Int](repeating: 0, count: shape.count)
    while true {
        body(index)
        var axis = shape.count - 1
        while axis >= 0 {
            index[axis] += 1
            if index[axis] < shape[axis] { break }
            index[axis] = 0
            axis -= 1
        }
        if axis < 0 { return }
    }
}

/// A grouped convolution: x[N, channels, in…], w[maps, channels/groups, kernel…], y[N, maps, out…].
public struct Convolution: Hashable, Sendable {
    public let channels: Int
    public let maps: Int
    public let groups: Int
    public let window: Window

    /// Traps unless `groups` divides `channels` and `maps`.
    public init(channels: Int, maps: Int, groups: Int, window: Window) {
        precondition(groups > 0 && channels % groups == 0 && maps % groups == 0, "groups divide channels and maps")
        self.channels = channels
        self.maps = maps
        self.groups = groups
        self.window = window
    }

    /// Elements of one image's input.
    public var inputCount: Int { channels * window.inputCount }
    /// Elements of one image's output.
    public var outputCount: Int { maps * window.outputCount }
    /// Elements of w.
    public var weightCount: Int { maps * (channels / groups) * window.kernelCount }
}
