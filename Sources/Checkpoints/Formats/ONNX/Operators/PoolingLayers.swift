// SPDX-License-Identifier: Apache-2.0
import Models

extension OperatorRule {
    static let pooling: [OperatorRule] = [
        .one("MaxPool", outputs: 2) { call in
            MaxPool(
                kernel: try call.required(call.integers("kernel_shape"), "kernel_shape"),
                strides: try call.integers("strides") ?? [], dilations: try call.integers("dilations") ?? [],
                padding: try call.padding(), ceiling: try call.flag("ceil_mode"),
                columnMajor: try call.flag("storage_order"), givesIndices: call.outputCount > 1)
        },
        .one("AveragePool") { call in
            AveragePool(
                kernel: try call.required(call.integers("kernel_shape"), "kernel_shape"),
                strides: try call.integers("strides") ?? [], dilations: try call.integers("dilations") ?? [],
                padding: try call.padding(), ceiling: try call.flag("ceil_mode"),
                countingPadding: try call.flag("count_include_pad"))
        },
        .one("GlobalAveragePool") { _ in GlobalAveragePool() },
        .composed("GlobalMaxPool") { call, builder in builder.globalMaximum(try call.input(0)) },
    ]
}

extension GraphBuilder {
    /// The largest value over all spatial positions, x[N, C, in…] → y[N, C, 1…], by way of [N, C, in₀·in₁·…].
    fileprivate mutating func globalMaximum(_ x: Graph.ValueID) -> Graph.ValueID {
        let flat = add(Reshape(target: [0, 0, -1]), x)
        let maximum = add(Reduce(.maximum, axes: [2]), flat)
        let spatial = add(Shape(start: 2), x)
        let ones = add(Binary(.divide), spatial, spatial)
        return add(Reshape(), maximum, add(Concat(axis: 0), add(Shape(end: 2), x), ones))
    }
}
