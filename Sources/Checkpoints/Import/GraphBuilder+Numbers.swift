// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Numbers as constants.
extension GraphBuilder {
    mutating func scaled(_ x: Graph.ValueID, by factor: Double) -> Graph.ValueID {
        factor == 1 ? x : add(Unary(.affine(scale: factor, offset: 0)), x)
    }

    mutating func number(_ value: Double) -> Graph.ValueID { constant(.real(Tensor(scalar: Float(value)))) }

    mutating func integers(_ values: [Int]) -> Graph.ValueID {
        constant(.integer(Tensor(shape: [values.count], elements: values.map { Int64($0) })))
    }
}
