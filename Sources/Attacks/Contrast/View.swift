// SPDX-License-Identifier: Apache-2.0
import Glibc
import Tensors

/// A random view v_ω of an image as in SimCLR: crop and resize (bilinear), flip, brightness, contrast, saturation,
/// gray, and finally clipping to [0, 1]. Everything before the clipping is linear.
struct View: Sendable {
    /// Four source pixels and their weights for each pixel: crop, resize and flip in one.
    private let sources: [Int32]
    private let weights: [Double]
    private let brightness: Double
    let contrast: Double
    /// The share of its own colour that a pixel keeps; the rest is its luminance. A gray view has share 0.
    let color: Double
    let geometry: ImageGeometry

    /// Draws a crop of area U(0.08, 1) and log-aspect U(log ¾, log 4/3), a flip with probability ½, colour factors
    /// U(0.6, 1.4) with probability 0.8, and gray with probability 0.2. An image of one channel has neither saturation
    /// nor gray.
    init(from stream: inout RandomStream, _ geometry: ImageGeometry) {
        self.geometry = geometry
        let crop = Crop(from: &stream, geometry)
        let isFlipped = stream.uniform() < 0.5
        let isJittered = stream.uniform() < 0.8
        let factors = (0..<3).map { _ in stream.uniform(in: 0.6...1.4) }
        let isColored = geometry.channels > 1
        (brightness, contrast) = isJittered ? (factors[0], factors[1]) : (1, 1)
        let saturation = isJittered && isColored ? factors[2] : 1
        color = stream.uniform() < 0.2 && isColored ? 0 : saturation
        var (sources, weights): ([Int32], [Double]) = ([], [])
        for row in 0..<geometry.height {
            for column in 0..<geometry.width {
                let mirrored = isFlipped ? geometry.width - 1 - column : column
                for (pixel, weight) in crop.taps(row, mirrored) {
                    sources.append(Int32(pixel))
                    weights.append(weight)
                }
            }
        }
        self.sources = sources
        self.weights = weights
    }

    var pixels: Int { geometry.height * geometry.width }

    /// The index of pixel p's value in a channel.
    func place(_ pixel: Int, _ channel: Int) -> Int {
        geometry.isChannelsFirst ? channel * pixels + pixel : pixel * geometry.channels + channel
    }

    /// v_ω before the clipping, written to `result` from `offset` on.
    func apply<Scalar: Real>(_ x: ArraySlice<Scalar>, into result: inout [Scalar], offset: Int) {
        for channel in 0..<geometry.channels {
            for pixel in 0..<pixels {
                var sum: Scalar = 0
                for tap in 4 * pixel..<4 * pixel + 4 {
                    sum += Scalar(weights[tap]) * x[x.startIndex + place(Int(sources[tap]), channel)]
                }
                result[offset + place(pixel, channel)] = Scalar(brightness) * sum
            }
        }
        adjustContrast(&result, offset)
        mixGray(&result, offset)
    }

    /// The gradient Jᵀȳ of ``apply(_:into:offset:)``: reads `cotangent` from `offset` on and adds to `gradient` from
    /// there on.
    func pullBack<Scalar: Real>(_ cotangent: [Scalar], offset: Int, addingTo gradient: inout [Scalar]) {
        var cotangent = Array(cotangent[offset..<offset + geometry.count])
        mixGrayAdjoint(&cotangent)
        adjustContrastAdjoint(&cotangent)
        for channel in 0..<geometry.channels {
            for pixel in 0..<pixels {
                let slope = Scalar(brightness) * cotangent[place(pixel, channel)]
                for tap in 4 * pixel..<4 * pixel + 4 {
                    gradient[offset + place(Int(sources[tap]), channel)] += Scalar(weights[tap]) * slope
                }
            }
        }
    }
}

/// The part of an image that a view shows, in pixels; pixel edges lie at whole numbers.
private struct Crop {
    private let top: Double
    private let left: Double
    private let height: Double
    private let width: Double
    private let geometry: ImageGeometry

    init(from stream: inout RandomStream, _ geometry: ImageGeometry) {
        let area = stream.uniform(in: 0.08...1) * Double(geometry.height * geometry.width)
        let aspect = Glibc.exp(stream.uniform(in: Glibc.log(0.75)...Glibc.log(4.0 / 3)))
        height = min((area / aspect).squareRoot(), Double(geometry.height))
        width = min((area * aspect).squareRoot(), Double(geometry.width))
        top = stream.uniform() * (Double(geometry.height) - height)
        left = stream.uniform() * (Double(geometry.width) - width)
        self.geometry = geometry
    }

    /// The source pixels and weights at the centre of an output pixel.
    func taps(_ row: Int, _ column: Int) -> [(pixel: Int, weight: Double)] {
        let plane = ImageGeometry(height: geometry.height, width: geometry.width, channels: 1, isChannelsFirst: true)
        return BilinearTaps(
            row: top + (Double(row) + 0.5) * height / Double(geometry.height) - 0.5,
            column: left + (Double(column) + 0.5) * width / Double(geometry.width) - 0.5, plane
        ).pixels(channel: 0, plane).map { ($0.offset, $0.weight) }
    }
}
