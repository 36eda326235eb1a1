// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// Functions among the layers: keras.ops in Keras 3 (class `Tanh`), TFOpLambda in Keras 2 (function `math.tanh`).
enum KerasFunctions {
    private static let unary: [String: any Operation] = [
        "relu": Unary(.relu), "sigmoid": Unary(.sigmoid), "tanh": Unary(.tanh), "exp": Unary(.exp), "log": Unary(.log),
        "sqrt": Unary(.sqrt), "negative": Unary(.negative), "neg": Unary(.negative), "abs": Unary(.absolute),
        "absolute": Unary(.absolute), "softplus": Unary(.softplus), "relu6": Clip(low: 0, high: 6),
        "softsign": Activation(.softsign), "erf": Unary(.erf), "reciprocal": Unary(.reciprocal),
    ]
    private static let binary: [String: BinaryFunction] = [
        "add": .add, "subtract": .subtract, "sub": .subtract, "multiply": .multiply, "mul": .multiply,
        "divide": .divide, "truediv": .divide, "true_divide": .divide, "maximum": .maximum, "minimum": .minimum,
        "power": .power, "pow": .power,
    ]

    /// An argument of a function: a value of the graph, or a number.
    private enum Argument {
        case value
        case number(Float)
    }

    static func function(
        _ importer: inout KerasImporter, _ layer: KerasLayer, _ values: inout [LayerValue], _ node: JSON?
    ) throws -> LayerValue {
        let name = Self.name(of: layer)
        if values.count == 1, let operation = Self.unary[name] { return importer.builder.each(operation, values[0]) }
        if values.count == 1, name == "square" {
            return importer.builder.each(Binary(.multiply), values[0], [values[0][values[0].present]])
        }
        guard let function = Self.binary[name] else { throw importer.unsupported(layer) }
        let arguments = Self.arguments(node)
        guard arguments.count == 2 else { throw layer.refused("arguments", "are \(arguments.count), not 2") }
        if values.count == 2 { return try KerasMerges.merge(&importer, layer, &values, Binary(function)) }
        guard values.count == 1,
            let place = arguments.firstIndex(where: { if case .number = $0 { true } else { false } }),
            case .number(let number) = arguments[place]
        else { throw layer.refused("arguments", "are not two values, or a value and a number") }
        let constant = importer.builder.constant(Tensor(scalar: number))
        let x = values[0]
        let ids = place == 0 ? [constant, x[x.present]] : [x[x.present], constant]
        return LayerValue(
            importer.builder.graph.add(Binary(function), inputs: ids, outputs: 1)[0], rank: x.rank, layout: x.present)
    }

    /// `tanh` for the class `Tanh`, and for the function `math.tanh`; `add` for `__operators__.add`.
    private static func name(of layer: KerasLayer) -> String {
        guard let function = layer.setting("function")?.text else { return KerasGroups.snakeCase(layer.type) }
        return function.split(separator: ".").last.map(String.init) ?? ""
    }

    /// The values and numbers among a node's arguments, in order.
    private static func arguments(_ node: JSON?) -> [Argument] {
        if let given = node?["args"]?.list {
            let named = node?["kwargs"]?.object ?? [:]
            return (given + named.sorted { $0.key < $1.key }.map(\.value)).compactMap(argument)
        }
        // In Keras 2, the first argument is the reference, and the others are keywords behind it.
        let calls = node?.list ?? []
        let first = calls.first?.list.flatMap { $0.first?.text == nil ? nil : $0 } ?? calls
        let keywords = first.count > 3 ? first[3].object ?? [:] : [:]
        return [.value] + keywords.sorted { $0.key < $1.key }.map(\.value).compactMap(argument)
    }

    private static func argument(_ json: JSON) -> Argument? {
        if let number = json.real { return .number(Float(number)) }
        return KerasReference.all(in: json).isEmpty ? nil : .value
    }
}
