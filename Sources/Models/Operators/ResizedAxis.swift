// SPDX-License-Identifier: Apache-2.0
import Tensors

/// One axis of a Resize: its extents before and after, its scale, and the region that `tfCropAndResize` cuts out of it.
struct ResizedAxis {
    let input: Int
    let output: Int
    /// output/input, or the factor that was asked for; scale × input need be no integer.
    let scale: Double
    let region: (start: Double, end: Double)

    /// The input's coordinate of an output position, computed in `R`. Corners lie at the positions 0 and output − 1.
    ///
    /// PyTorch multiplies by 1/scale where ONNX divides by the scale.
    func coordinate<R: BinaryFloatingPoint>(
        _ position: Int, _ mode: ResizeCoordinates, _ arithmetic: ResizeArithmetic, as _: R.Type = R.self
    ) -> R {
        let (x, scale) = (R(position), R(scale))
        let (last, lastOutput) = (R(input - 1), R(output - 1))
        switch mode {
        case .asymmetric: return arithmetic == .pytorch ? x * R(1 / self.scale) : x / scale
        case .halfPixel: return (x + 0.5) / scale - 0.5
        case .halfPixelSymmetric:
            let cut = R(input) / 2 * (1 - R(output) / (scale * R(input)))
            return R(Double(cut) + (Double(position) + 0.5) / Double(scale) - 0.5)
        case .pytorchHalfPixel: return output == 1 ? 0 : (x + 0.5) / scale - 0.5
        case .alignCorners: return output == 1 ? 0 : x * last / lastOutput
        case .tfHalfPixelForNN: return (x + 0.5) / scale
        case .tfCropAndResize:
            let (start, end) = (R(region.start), R(region.end))
            return output == 1
                ? (start + end) * last / 2 : start * last + x * (end - start) * last / lastOutput
        }
    }
}

/// How sizes and coordinates are rounded.
public enum ResizeArithmetic: Sendable {
    /// As ONNX's runtimes do: sizes in single precision; an input whose whole shape stays is copied.
    case onnx
    /// As PyTorch does: sizes in double precision; an axis whose extent stays is copied, a doubled one repeats.
    case pytorch
}
