import Models

extension OperatorRule {
    /// Activations that are made of simpler functions.
    static let activations: [OperatorRule] = [
        // max(0, min(1, αx + β))
        .composed("HardSigmoid") { call, builder in
            let (alpha, beta) = (try call.real("alpha", 0.2), try call.real("beta", 0.5))
            return builder.hardSigmoid(try call.input(0), alpha, beta)
        },
        // x·max(0, min(1, x/6 + ½))
        .composed("HardSwish", .since(14)) { call, builder in
            let x = try call.input(0)
            return builder.add(Binary(.multiply), x, builder.hardSigmoid(x, 1.0 / 6, 0.5))
        },
        // x/(1 + |x|)
        .composed("Softsign") { call, builder in
            let x = try call.input(0)
            let size = builder.add(Unary(.absolute), x)
            return builder.add(Binary(.divide), x, builder.add(Unary(.affine(scale: 1, offset: 1)), size))
        },
        // x·tanh(log(1 + eˣ))
        .composed("Mish", .since(18)) { call, builder in
            let x = try call.input(0)
            let gate = builder.add(Unary(.tanh), builder.add(Unary(.softplus), x))
            return builder.add(Binary(.multiply), x, gate)
        },
        // x·σ(αx)
        .composed("Swish", .since(24)) { call, builder in
            let x = try call.input(0)
            let scaled = builder.add(Unary(.affine(scale: try call.real("alpha", 1), offset: 0)), x)
            return builder.add(Binary(.multiply), x, builder.add(Unary(.sigmoid), scaled))
        },
        // x > 0: x, else α(e^(x/α) − 1)
        .composed("Celu", .since(12)) { call, builder in
            let alpha = try call.real("alpha", 1)
            let scaled = builder.add(Unary(.affine(scale: 1 / alpha, offset: 0)), try call.input(0))
            let bent = builder.add(Unary(.elu(alpha: 1)), scaled)
            return builder.add(Unary(.affine(scale: alpha, offset: 0)), bent)
        },
        // x > 0: x, else slope·x
        .composed("PRelu", inputs: 2...2) { call, builder in
            let (x, slope) = (try call.input(0), try call.input(1))
            let negative = builder.add(Unary(.relu), builder.add(Unary(.negative), x))
            let lower = builder.add(Binary(.multiply), negative, slope)
            return builder.add(Binary(.subtract), builder.add(Unary(.relu), x), lower)
        },
        .composed("Gelu", .since(20)) { call, builder in
            try builder.gelu(call)
        },
        .one("Softmax", 1...12) { Softmax(axis: try $0.integer("axis", 1), flattening: true) },
        .one("Softmax", .since(13)) { Softmax(axis: try $0.integer("axis", -1)) },
        .one("LogSoftmax", 1...12) {
            Softmax(axis: try $0.integer("axis", 1), logarithm: true, flattening: true)
        },
        .one("LogSoftmax", .since(13)) { Softmax(axis: try $0.integer("axis", -1), logarithm: true) },
    ]
}

extension GraphBuilder {
    fileprivate mutating func hardSigmoid(_ x: Graph.ValueID, _ alpha: Double, _ beta: Double) -> Graph.ValueID {
        add(Clip(low: 0, high: 1), add(Unary(.affine(scale: alpha, offset: beta)), x))
    }

    /// ½x·(1 + erf(x/√2)), or with tanh(√(2/π)·(x + 0.044715x³)) in place of the error function.
    fileprivate mutating func gelu(_ call: NodeCall) throws -> Graph.ValueID {
        let x = try call.input(0)
        let gate: Graph.ValueID
        switch try call.text("approximate", "none") {
        case "none": gate = add(Unary(.erf), add(Unary(.affine(scale: 0.5.squareRoot(), offset: 0)), x))
        case "tanh":
            // x·(1 + 0.044715x²)
            let square = add(Binary(.multiply), x, x)
            let cubic = add(Binary(.multiply), x, add(Unary(.affine(scale: 0.044715, offset: 1)), square))
            gate = add(Unary(.tanh), add(Unary(.affine(scale: (2 / Double.pi).squareRoot(), offset: 0)), cubic))
        case let other: throw call.refused("approximate", "is \"\(other)\"")
        }
        return add(Binary(.multiply), x, add(Unary(.affine(scale: 0.5, offset: 0.5)), gate))
    }
}
