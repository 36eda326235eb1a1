// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// LSTM, GRU and RNN since opset 7; since opset 14 the batch may come first.
enum RecurrentOperators {
    static let rules: [OperatorRule] = [
        recurrence("LSTM", .lstm, inputs: 3...8, outputs: 3), recurrence("GRU", .gru, inputs: 3...6, outputs: 2),
        recurrence("RNN", .simple, inputs: 3...6, outputs: 2),
    ]

    private static func recurrence(
        _ name: String, _ cell: RecurrentCell, inputs: ClosedRange<Int>, outputs: Int
    ) -> OperatorRule {
        OperatorRule(name: name, opsets: .since(7), inputs: inputs, outputs: outputs) { call, builder in
            let operation = try operation(call, cell)
            guard try call.opset >= 14 && call.flag("layout") else {
                return builder.add(operation, inputs: call.inputs, outputs: call.outputCount)
            }
            var inputs = call.inputs
            for index in [0, 5, 6] where index < inputs.count {
                inputs[index] = inputs[index].map { builder.add(Transpose(permutation: [1, 0, 2]), $0) }
            }
            let results = builder.add(operation, inputs: inputs, outputs: call.outputCount)
            return results.enumerated().map { index, result in
                builder.add(Transpose(permutation: index == 0 ? [2, 0, 1, 3] : [1, 0, 2]), result)
            }
        }
    }

    private static func operation(_ call: NodeCall, _ cell: RecurrentCell) throws -> Recurrence {
        let direction = try call.choice("direction", RecurrentDirection.forward)
        guard try !call.flag("input_forget") else { throw call.refused("input_forget", "is not supported") }
        let (alphas, betas) = (try call.reals("activation_alpha") ?? [], try call.reals("activation_beta") ?? [])
        let names = try call.texts("activations")
        var (alpha, beta) = (alphas[...], betas[...])
        let functions = try names?.map { try function($0, call, &alpha, &beta) }
        guard functions.map({ $0.count == direction.count * cell.functions }) ?? true else {
            throw call.refused("activations", "are \(names?.count ?? 0)")
        }
        return Recurrence(
            cell, units: try call.required(call.integer("hidden_size"), "hidden_size"), direction: direction,
            functions: functions, clip: try call.real("clip"),
            resetsAfter: cell == .gru ? try call.flag("linear_before_reset") : false)
    }

    /// The function of this name, which takes its parameters from the front of the lists.
    private static func function(
        _ name: String, _ call: NodeCall, _ alphas: inout ArraySlice<Float>, _ betas: inout ArraySlice<Float>
    ) throws -> any Operation {
        func alpha(_ standard: Double) -> Double { alphas.popFirst().map { Double($0) } ?? standard }
        func beta(_ standard: Double) -> Double { betas.popFirst().map { Double($0) } ?? standard }
        switch name.lowercased() {
        case "sigmoid": return Unary(.sigmoid)
        case "tanh": return Unary(.tanh)
        case "relu": return Unary(.relu)
        case "softplus": return Unary(.softplus)
        case "softsign": return Activation(.softsign)
        case "leakyrelu": return Unary(.leakyRelu(slope: alpha(0.01)))
        case "elu": return Unary(.elu(alpha: alpha(1)))
        case "affine": return Unary(.affine(scale: alpha(1), offset: beta(0)))
        case "hardsigmoid": return Activation(.hardSigmoid(alpha: alpha(0.2), beta: beta(0.5)))
        default: throw call.refused("activations", "name \(name), which is not supported")
        }
    }
}
