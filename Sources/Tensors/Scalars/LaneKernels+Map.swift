// SPDX-License-Identifier: Apache-2.0
import Kernels

extension LaneKernels where Self: Real {
    /// A map by one plain loop, for every function.
    @inline(__always)
    static func plainMap(
        _ function: LaneFunction, count: Int, adds: Bool, _ o: LaneOperands<Self>, _ y: UnsafeMutablePointer<Self>
    ) {
        for index in 0..<count * Lanes.count {
            let value = function.value(o.a[index], o.b[index], o.c[index])
            y[index] = adds ? y[index] + value : value
        }
    }
}
