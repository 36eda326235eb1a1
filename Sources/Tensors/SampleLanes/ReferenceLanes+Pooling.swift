// SPDX-License-Identifier: Apache-2.0
import Kernels

/// Maximum pooling by plain loops.
extension LaneKernels where Self: Real {
    public static func maxima(
        _ planes: Int, _ window: planar_window, _ x: UnsafePointer<Self>, _ y: UnsafeMutablePointer<Self>
    ) {
        forEachWindow(planes, window) { output, taps in
            for lane in 0..<Lanes.count {
                var largest = -Self.infinity
                for (number, tap) in taps.enumerated() {
                    let value = x[tap * Lanes.count + lane]
                    if number == 0 || value.beats(largest) { largest = value }
                }
                y[output * Lanes.count + lane] = largest
            }
        }
    }

    public static func maximaAdjoint(
        _ planes: Int, _ window: planar_window, adds: Bool, _ x: UnsafePointer<Self>, _ y: UnsafePointer<Self>,
        _ dy: UnsafePointer<Self>, _ dx: UnsafeMutablePointer<Self>
    ) {
        if !adds {
            for index in 0..<planes * Int(window.in_height * window.in_width) * Lanes.count { dx[index] = 0 }
        }
        forEachWindow(planes, window) { output, taps in
            for lane in 0..<Lanes.count {
                let at = output * Lanes.count + lane
                let winner = taps.first { tap in
                    let value = x[tap * Lanes.count + lane]
                    return value == y[at] || value.isNaN
                }
                if let winner {
                    dx[winner * Lanes.count + lane] += dy[at]
                }
            }
        }
    }

    /// Calls `body` with every output's index and the indices of the inputs inside its window, in row-major order.
    private static func forEachWindow(_ planes: Int, _ w: planar_window, _ body: (Int, [Int]) -> Void) {
        var output = 0
        for plane in 0..<planes {
            let base = plane * Int(w.in_height * w.in_width)
            for row in 0..<w.out_height {
                for column in 0..<w.out_width {
                    let taps = (0..<w.kernel_height * w.kernel_width).compactMap { tap -> Int? in
                        let r = row * w.stride_y + tap / w.kernel_width * w.dilation_y - w.pad_top
                        let c = column * w.stride_x + tap % w.kernel_width * w.dilation_x - w.pad_left
                        guard r >= 0, c >= 0, r < w.in_height, c < w.in_width else { return nil }
                        return base + Int(r * w.in_width + c)
                    }
                    body(output, taps)
                    output += 1
                }
            }
        }
    }
}
