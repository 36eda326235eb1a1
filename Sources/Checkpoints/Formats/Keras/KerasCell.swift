// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// One direction of a recurrent Keras layer, with weights in ONNX's order.
struct KerasCell {
    let cell: RecurrentCell
    let units: Int
    /// [1, G·H, I] and [1, G·H, H].
    let kernel: Tensor<Float>
    let recurrent: Tensor<Float>
    /// [1, 2·G·H]
    let bias: Tensor<Float>?
    let functions: [any Operation]
    /// Whether the reset gate applies behind the recurrent product, with a bias of its own.
    let resetsAfter: Bool

    /// - Parameter given: the kernel [I, G·H], the recurrent kernel [H, G·H], and, unless `use_bias` is off, the bias [G·H],
    ///   or [2, G·H] if a GRU resets after the product.
    init(_ layer: KerasLayer, _ given: [Tensor<Float>], isKeras3: Bool) throws {
        let cells: [String: RecurrentCell] = ["LSTM": .lstm, "GRU": .gru, "SimpleRNN": .simple]
        guard let cell = cells[layer.type] else { throw layer.refused("class", "is not recurrent") }
        for key in ["return_state", "time_major"] where layer.flag(key, false) {
            throw layer.refused(key, "is set")
        }
        guard let units = try layer.extents("units", count: 1)?[0] else { throw layer.refused("units", "are missing") }
        let width = cell.gates * units
        let hasBias = layer.flag("use_bias", true)
        guard given.count == (hasBias ? 3 : 2), given[0].rank == 2, given[0].shape[1] == width,
            given[1].shape == [units, width]
        else { throw layer.refused("weights", "have the shapes \(given.map(\.shape))") }
        // Keras has the gates input, forget, cell, output.
        let order = cell == .lstm ? [0, 3, 1, 2] : Array(0..<cell.gates)
        kernel = Self.turned(given[0], order, units)
        recurrent = Self.turned(given[1], order, units)
        resetsAfter = cell == .gru && (hasBias ? given[2].rank == 2 : layer.flag("reset_after", true))
        bias = try hasBias ? Self.bias(layer, given[2], order, units, both: resetsAfter) : nil
        functions = try Self.functions(layer, cell, isKeras3: isKeras3)
        (self.cell, self.units) = (cell, units)
    }

    func fits(_ other: KerasCell) -> Bool {
        units == other.units && kernel.shape == other.kernel.shape && (bias == nil) == (other.bias == nil)
            && resetsAfter == other.resetsAfter
    }

    /// [k, G·H] → [1, G·H, k] with the gates in another order.
    private static func turned(_ kernel: Tensor<Float>, _ order: [Int], _ units: Int) -> Tensor<Float> {
        let rows = kernel.transposed([1, 0])
        let block = units * kernel.shape[0]
        let elements = order.flatMap { rows.elements[$0 * block..<($0 + 1) * block] }
        return Tensor(shape: [1] + rows.shape, elements: elements)
    }

    /// The biases of the input's and the recurrent product, one behind the other; Keras mostly has the first alone.
    private static func bias(
        _ layer: KerasLayer, _ given: Tensor<Float>, _ order: [Int], _ units: Int, both: Bool
    ) throws -> Tensor<Float> {
        let width = order.count * units
        guard given.shape == (both ? [2, width] : [width]) else {
            throw layer.refused("bias", "has the shape \(given.shape)")
        }
        let ordered = order.flatMap { given.elements[$0 * units..<($0 + 1) * units] }
        let second = both ? Array(given.elements[width...]) : Array(repeating: 0, count: width)
        return Tensor(shape: [1, 2 * width], elements: ordered + second)
    }

    /// f is the recurrent activation, g and h are the activation.
    private static func functions(
        _ layer: KerasLayer, _ cell: RecurrentCell, isKeras3: Bool
    ) throws -> [any Operation] {
        let activation = try function(layer, "activation", "tanh", isKeras3)
        if cell == .simple { return [activation] }
        let gate = try function(layer, "recurrent_activation", "sigmoid", isKeras3)
        return cell == .lstm ? [gate, activation, activation] : [gate, activation]
    }

    private static func function(
        _ layer: KerasLayer, _ key: String, _ standard: String, _ isKeras3: Bool
    ) throws -> any Operation {
        switch layer.setting(key)?.text ?? (config(layer, key) ? standard : "linear") {
        case "tanh": return Unary(.tanh)
        case "sigmoid": return Unary(.sigmoid)
        case "relu": return Unary(.relu)
        case "linear": return Unary(.affine(scale: 1, offset: 0))
        case "softsign": return Activation(.softsign)
        case "hard_sigmoid":
            return Activation(.hardSigmoid(alpha: isKeras3 ? 1 / 6 : 0.2, beta: 0.5))
        case let other: throw layer.refused(key, "is \(other)")
        }
    }

    /// Whether the setting is left out, which means its default; a null means no function.
    private static func config(_ layer: KerasLayer, _ key: String) -> Bool { layer.config[key] == nil }
}
