// SPDX-License-Identifier: Apache-2.0
import Models

/// The functions that Keras and architecture files name, with their usual parameters.
enum ActivationFunction: String, CaseIterable, Sendable {
    case linear, relu, relu6, sigmoid, tanh, softmax, elu, selu, softplus, silu, swish, exponential
    case leakyRelu = "leaky_relu"
    case logSoftmax = "log_softmax"

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
        case .softmax: overChannels(Softmax(axis: -1), Softmax(axis: 1), &x)
        case .logSoftmax: overChannels(Softmax(axis: -1, logarithm: true), Softmax(axis: 1, logarithm: true), &x)
        }
    }

    /// x·σ(x)
    private mutating func gated(_ x: LayerValue) -> LayerValue {
        let gate = each(Unary(.sigmoid), x)
        return each(Binary(.multiply), x, [gate[x.present]])
    }

    /// Softmax over the channels: the last axis, or axis 1 of an image whose channels come first.
    private mutating func overChannels(_ last: Softmax, _ first: Softmax, _ x: inout LayerValue) -> LayerValue {
        let isFirst = x.isImage && layout == .channelsFirst
        return whole(isFirst ? first : last, &x, rank: x.rank)
    }
}
