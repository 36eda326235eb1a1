// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Calls that make tensors without data.
enum AtenConstants {
    static let rules: [AtenRule] = [
        filled("zeros.default", 0), filled("ones.default", 1), filled("new_zeros.default", 0),
        filled("new_ones.default", 1), filled("zeros_like.default", 0), filled("ones_like.default", 1),
        filled("full.default", nil), filled("full_like.default", nil), filled("new_full.default", nil),
        filled("scalar_tensor.default", nil),
        AtenRule("linspace.default") { call, builder in
            call.ignore("dtype", "layout", "device", "pin_memory")
            let (start, end, steps) = (try call.real("start", 0), try call.real("end", 0), try call.integer("steps", 1))
            guard steps > 0, steps <= 1 << 20 else { throw call.refused("steps", "are \(steps)") }
            let values = (0..<steps).map { Float(start + (end - start) * Double($0) / Double(max(steps - 1, 1))) }
            return builder.constant(.real(Tensor(shape: [steps], elements: values)))
        },
        AtenRule("arange.default", "arange.start", "arange.start_step") { call, builder in
            call.ignore("dtype", "layout", "device", "pin_memory")
            let (start, step) = (try call.integer("start", 0), try call.integer("step", 1))
            let end = try call.integer("end", 0)
            guard step != 0, max(start.magnitude, end.magnitude, step.magnitude) <= 1 << 20 else {
                throw call.refused("end", "is \(end)")
            }
            let values = Array(stride(from: start, to: end, by: step))
            return kind(call) == .real
                ? builder.constant(.real(Tensor(shape: [values.count], elements: values.map { Float($0) })))
                : builder.integers(values)
        },
    ]

    /// A tensor of one value; its type is the argument `dtype`, or that of `self`, or real.
    private static func filled(_ target: String, _ value: Double?) -> AtenRule {
        AtenRule.each([target]) { call, builder in
            call.ignore("dtype", "layout", "device", "pin_memory", "memory_format")
            let isWhole = call.node.arguments["fill_value"]?["as_int"] != nil && call.node.arguments["self"] == nil
            let number = try value ?? call.real(call.node.arguments["s"] == nil ? "fill_value" : "s", 0)
            let single: Graph.Constant =
                switch kind(call) {
                case .boolean: .boolean(Tensor(scalar: number != 0))
                case .integer where number.magnitude < 1e15: .integer(Tensor(scalar: Int64(number)))
                case nil where isWhole && number.magnitude < 1e15: .integer(Tensor(scalar: Int64(number)))
                default: .real(Tensor(scalar: Float(number)))
                }
            if target.hasPrefix("scalar_tensor") { return builder.constant(single) }
            guard target.contains("_like") else {
                if target.hasPrefix("new_") { _ = try call.tensor("self") }
                let shape = builder.shape(try call.extents("size"))
                return builder.add(ConstantOfShape(single), shape)
            }
            return builder.add(ConstantOfShape(single), builder.add(Shape(), try call.tensor("self")))
        }
    }

    private static func kind(_ call: AtenCall) -> ElementKind? {
        if let code = call.node.arguments["dtype"]?["as_scalar_type"]?.integer { return ElementType(torch: code)?.kind }
        return call.node.arguments["self"] == nil ? nil : call.kind("self")
    }
}
