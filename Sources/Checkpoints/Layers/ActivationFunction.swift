// SPDX-License-Identifier: Apache-2.0
import Models

/// The functions that Keras and architecture files name, with their usual parameters.
enum ActivationFunction: String, CaseIterable, Sendable {
    case linear, relu, relu6, sigmoid, tanh, softmax, elu, selu, softplus, silu, swish, exponential, gelu, mish,
        softsign
    case celu
    case leakyRelu = "leaky_relu"
    case logSoftmax = "log_softmax"
    case logSigmoid = "log_sigmoid"
    /// clip(x/6 + ½, 0, 1), as in PyTorch and Keras 3.
    case hardSigmoid = "hard_sigmoid"
    /// x·clip(x/6 + ½, 0, 1); Keras calls it by both names.
    case hardSwish = "hard_swish"
    case hardSilu = "hard_silu"
    /// clip(x, −1, 1)
    case hardTanh = "hard_tanh"

    static let names = allCases.map(\.rawValue).sorted()
}

extension LayerBuilder {
    /// - Parameter slope: the slope of a leaky ReLU below zero.
    mutating func activate(
        _ x: inout LayerValue, _ function: ActivationFunction, slope: Double = 0.01
    ) -> LayerValue {
        switch function {
        case .linear: x
        case .relu: each(Unary(.relu), x)
        case .relu6: each(Clip(low: 0, high: 6), x)
        case .leakyRelu: each(Unary(.leakyRelu(slope: slope)), x)
        case .sigmoid: each(Unary(.sigmoid), x)
        case .tanh: each(Unary(.tanh), x)
        case .elu: each(Unary(.elu(alpha: 1)), x)
        case .selu: each(Unary(.selu(alpha: 1.6732632423543772, gamma: 1.0507009873554805)), x)
        case .softplus: each(Unary(.softplus), x)
        case .exponential: each(Unary(.exp), x)
        case .silu, .swish: gated(x)
        case .gelu: each(Activation(.gelu), x)
        case .mish: each(Activation(.mish), x)
        case .softsign: each(Activation(.softsign), x)
        case .celu: each(Activation(.celu(alpha: 1)), x)
        case .hardSigmoid: each(Activation(.hardSigmoid(alpha: 1 / 6, beta: 0.5)), x)
        case .hardSwish, .hardSilu: each(Activation(.hardSwish), x)
        case .hardTanh: each(Clip(low: -1, high: 1), x)
        case .logSigmoid: logarithmOfSigmoid(x)
        case .softmax: overChannels(Softmax(axis: -1), Softmax(axis: 1), &x)
        case .logSoftmax: overChannels(Softmax(axis: -1, logarithm: true), Softmax(axis: 1, logarithm: true), &x)
        }
    }

    /// x·σ(x)
    private mutating func gated(_ x: LayerValue) -> LayerValue {
        let gate = each(Unary(.sigmoid), x)
        return each(Binary(.multiply), x, [gate[x.present]])
    }

    /// −log(1 + e^−x)
    private mutating func logarithmOfSigmoid(_ x: LayerValue) -> LayerValue {
        let soft = each(Unary(.softplus), each(Unary(.negative), x))
        return each(Unary(.negative), soft)
    }

    /// Softmax over the channels: the last axis, or axis 1 of an image whose channels come first.
    private mutating func overChannels(_ last: Softmax, _ first: Softmax, _ x: inout LayerValue) -> LayerValue {
        let isFirst = x.isImage && layout == .channelsFirst
        return whole(isFirst ? first : last, &x, rank: x.rank)
    }
}
