// SPDX-License-Identifier: Apache-2.0
/// Products whose factors differ from sample to sample. All operands lie in one memory; offsets count vectors.
extension Lanes {
    /// C[i][j] += Σₑ a[i][e]·b[j][e]; with `lower`, entries above the diagonal may be left out.
    public static func products<T: Real>(
        _ shape: LaneProductShape, _ memory: inout [T], a: Int, b: Int, c: Int, lower: Bool = false
    ) {
        memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return }
            T.products(shape, lower: lower, base + a * count, base + b * count, base + c * count)
        }
    }

    /// y[i][e] ← keep·y[i][e] + Σⱼ C[i][j]·x[j][e]; keep = 0 overwrites y.
    public static func combine<T: Real>(
        _ shape: LaneProductShape, _ memory: inout [T], keep: T = 0, c: Int, x: Int, y: Int
    ) {
        memory.withUnsafeMutableBufferPointer { memory in
            guard let base = memory.baseAddress else { return }
            T.combine(shape, keep: keep, base + c * count, base + x * count, base + y * count)
        }
    }
}

/// The products by plain loops.
extension LaneKernels where Self: Real {
    public static func products(
        _ s: LaneProductShape, lower: Bool, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
        _ c: UnsafeMutablePointer<Self>
    ) {
        for i in 0..<s.rows {
            for j in 0..<s.columns where !lower || j <= i {
                for lane in 0..<Lanes.count {
                    var sum = c[(i * s.coefficientDistance + j) * Lanes.count + lane]
                    for e in 0..<s.length {
                        sum +=
                            a[(i * s.rowDistance + e) * Lanes.count + lane]
                            * b[(j * s.rowDistance + e) * Lanes.count + lane]
                    }
                    c[(i * s.coefficientDistance + j) * Lanes.count + lane] = sum
                }
            }
        }
    }

    public static func combine(
        _ s: LaneProductShape, keep: Self, _ c: UnsafePointer<Self>, _ x: UnsafePointer<Self>,
        _ y: UnsafeMutablePointer<Self>
    ) {
        for i in 0..<s.rows {
            for e in 0..<s.length {
                for lane in 0..<Lanes.count {
                    let at = (i * s.rowDistance + e) * Lanes.count + lane
                    var sum = keep == 0 ? 0 : keep * y[at]
                    for j in 0..<s.columns {
                        sum +=
                            c[(i * s.coefficientDistance + j) * Lanes.count + lane]
                            * x[(j * s.rowDistance + e) * Lanes.count + lane]
                    }
                    y[at] = sum
                }
            }
        }
    }
}
