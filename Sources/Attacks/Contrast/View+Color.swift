// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The linear colour changes of a view, and their adjoints.
extension View {
    /// The channels' shares in the luminance: ITU-R BT.601 for three channels, else equal shares.
    private var luminance: [Double] {
        geometry.channels == 3
            ? [0.299, 0.587, 0.114] : Array(repeating: 1 / Double(geometry.channels), count: geometry.channels)
    }

    /// v ← f(v − m) + m, where m is the image's mean luminance.
    func adjustContrast<Scalar: Real>(_ values: inout [Scalar], _ offset: Int) {
        guard contrast != 1 else { return }
        var mean: Scalar = 0
        for (channel, share) in luminance.enumerated() {
            for pixel in 0..<pixels { mean += Scalar(share) * values[offset + place(pixel, channel)] }
        }
        let shift = Scalar(1 - contrast) * mean / Scalar(pixels)
        for index in offset..<offset + geometry.count { values[index] = Scalar(contrast) * values[index] + shift }
    }

    /// The adjoint of ``adjustContrast(_:_:)``, in place.
    func adjustContrastAdjoint<Scalar: Real>(_ cotangent: inout [Scalar]) {
        guard contrast != 1 else { return }
        var sum: Scalar = 0
        for value in cotangent { sum += value }
        let shift = Scalar(1 - contrast) * sum / Scalar(pixels)
        for (channel, share) in luminance.enumerated() {
            for pixel in 0..<pixels {
                let index = place(pixel, channel)
                cotangent[index] = Scalar(contrast) * cotangent[index] + Scalar(share) * shift
            }
        }
    }

    /// v ← s·v + (1 − s)·luminance, pixel by pixel: saturation s, or gray for s = 0.
    func mixGray<Scalar: Real>(_ values: inout [Scalar], _ offset: Int) {
        guard color != 1 else { return }
        for pixel in 0..<pixels {
            var gray: Scalar = 0
            for (channel, share) in luminance.enumerated() {
                gray += Scalar(share) * values[offset + place(pixel, channel)]
            }
            for channel in luminance.indices {
                let index = offset + place(pixel, channel)
                values[index] = Scalar(color) * values[index] + Scalar(1 - color) * gray
            }
        }
    }

    /// The adjoint of ``mixGray(_:_:)``, in place.
    func mixGrayAdjoint<Scalar: Real>(_ cotangent: inout [Scalar]) {
        guard color != 1 else { return }
        for pixel in 0..<pixels {
            var sum: Scalar = 0
            for channel in luminance.indices { sum += cotangent[place(pixel, channel)] }
            for (channel, share) in luminance.enumerated() {
                let index = place(pixel, channel)
                cotangent[index] = Scalar(color) * cotangent[index] + Scalar((1 - color) * share) * sum
            }
        }
    }
}
