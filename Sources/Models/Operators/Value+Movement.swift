// SPDX-License-Identifier: Apache-2.0
import Tensors

extension Value {
    /// The same elements under another shape.
    func reshaped(_ shape: [Int]) -> Value {
        switch self {
        case .real(let tensor): .real(tensor.reshaped(shape))
        case .integer(let tensor): .integer(tensor.reshaped(shape))
        case .boolean(let tensor): .boolean(tensor.reshaped(shape))
        }
    }

    /// y[i] = x[table[i]], or `fill` (for booleans: whether it is not 0) if table[i] is negative.
    func taken(_ table: Tensor<Int>, fill: Double = 0) -> Value {
        switch self {
        case .real(let tensor): .real(tensor.taken(table, fill: Scalar(fill)))
        case .integer(let tensor): .integer(tensor.taken(table, fill: Int64(saturating: fill)))
        case .boolean(let tensor): .boolean(tensor.taken(table, fill: fill != 0))
        }
    }

    /// The values joined along an axis; nil if their kinds differ.
    static func joined(_ values: [Value], axis: Int) -> Value? {
        switch values[0] {
        case .real:
            let tensors = values.compactMap { if case .real(let tensor) = $0 { tensor } else { nil } }
            return tensors.count == values.count ? .real(Tensor.joined(tensors, axis: axis)) : nil
        case .integer:
            let tensors = values.compactMap { if case .integer(let tensor) = $0 { tensor } else { nil } }
            return tensors.count == values.count ? .integer(Tensor.joined(tensors, axis: axis)) : nil
        case .boolean:
            let tensors = values.compactMap { if case .boolean(let tensor) = $0 { tensor } else { nil } }
            return tensors.count == values.count ? .boolean(Tensor.joined(tensors, axis: axis)) : nil
        }
    }
}
