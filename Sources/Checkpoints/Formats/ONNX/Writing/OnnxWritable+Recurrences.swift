// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

extension Recurrence: OnnxWritable {
    func write(_ inputs: [String?], _ outputs: [String], to sheet: inout OnnxSheet) {
        let functions = functions.map(Self.function)
        let (alphas, betas) = (functions.compactMap(\.alpha), functions.compactMap(\.beta))
        var attributes: [(String, OnnxAttribute)] = [
            ("hidden_size", .integer(units)), ("direction", .text(direction.rawValue)),
            ("activations", .texts(functions.map(\.name))),
        ]
        if !alphas.isEmpty { attributes.append(("activation_alpha", .reals(alphas))) }
        if !betas.isEmpty { attributes.append(("activation_beta", .reals(betas))) }
        if let clip { attributes.append(("clip", .real(clip))) }
        if cell == .gru { attributes.append(("linear_before_reset", .flag(resetsAfter))) }
        sheet.add(name, inputs, outputs, attributes)
    }

    private static func function(_ operation: any Operation) -> (name: String, alpha: Double?, beta: Double?) {
        switch (operation as? Unary)?.function {
        case .leakyRelu(let slope)?: return ("LeakyRelu", slope, nil)
        case .elu(let alpha)?: return ("Elu", alpha, nil)
        case .affine(let scale, let offset)?: return ("Affine", scale, offset)
        default: break
        }
        guard case .hardSigmoid(let alpha, let beta)? = (operation as? Activation)?.function else {
            return (operation.name, nil, nil)
        }
        return ("HardSigmoid", alpha, beta)
    }
}
