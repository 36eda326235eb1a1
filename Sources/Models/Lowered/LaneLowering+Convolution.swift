// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Convolutions, with what is fused into them: an upsampling before them, and factors, additions and a rectifier after.
extension LaneLowering {
    mutating func lowerConvolution(_ layer: LaneLayer, _ index: Int) -> Bool {
        if let factors = graph.repetition(layer.node), let reader = onlyReader(layer.y),
            graph.schedule[reader].operation is Conv, graph.schedule[reader].inputs.first == layer.y,
            lower(convolution: reader, of: layer.x, graph.sampleShape(layer.y) ?? [], factors)
        {
            fused.insert(reader)
            return true
        }
        guard layer.node.operation is Conv || layer.node.operation is ConvTranspose else { return false }
        return lower(convolution: index, of: layer.x, layer.from, (1, 1))
    }

    /// The convolution at `index`, whose input of shape `from` is `x` repeated by `factors`.
    private mutating func lower(
        convolution index: Int, of x: Graph.ValueID, _ from: [Int], _ factors: (Int, Int)
    ) -> Bool {
        let node = graph.schedule[index]
        guard node.inputs.count > 1, let kernel = graph.constant(node.inputs[1]),
            node.inputs.dropFirst().allSatisfy({ $0 == nil || graph.constant($0) != nil }),
            let shape = graph.sampleShape(node.outputs[0])
        else { return false }
        let isTransposed = node.operation is ConvTranspose
        let geometry =
            isTransposed
            ? try? (node.operation as? ConvTranspose)?.geometry([1] + from, kernel.shape)
            : try? (node.operation as? Conv)?.geometry([1] + from, kernel.shape)
        guard let geometry else { return false }
        var ending = ConvolutionEnding(
            maps: shape[0], weights: kernel.elements,
            bias: node.inputs.count > 2 ? graph.constant(node.inputs[2])?.elements : nil,
            transposed: isTransposed ? (from[0], geometry.groups) : nil)
        guard LaneConvolution(geometry, weights: kernel.elements, upsampling: factors) != nil else { return false }
        var (result, last) = (node.outputs[0], index)
        while let reader = onlyReader(result), reader > last, take(reader, after: result, shape, &ending) {
            fused.insert(reader)
            result = graph.schedule[reader].outputs[0]
            last = reader
        }
        let sources = graph.learned(node.inputs[1]).map { indices in
            LaneSources(
                weights: indices.elements,
                bias: node.inputs.count > 2 ? graph.learned(node.inputs[2])?.elements : nil)
        }
        guard
            let convolution = LaneConvolution(
                geometry, weights: ending.weights, upsampling: factors, sources: sources)
        else { return false }
        let step = ConvolutionStep(
            x: x, y: result,
            forward: isTransposed ? convolution.adjoint(bias: ending.bias) : convolution.forward(bias: ending.bias),
            adjoint: isTransposed ? convolution.forward() : convolution.adjoint(), addend: ending.addend,
            slope: ending.slope)
        if last == index || ending.addend == nil { append(step) } else { append(step, at: last) }
        return true
    }

    /// Takes the node that follows a convolution into its ending; false if it does not fit there.
    private func take(
        _ index: Int, after value: Graph.ValueID, _ shape: [Int], _ ending: inout ConvolutionEnding<Scalar>
    ) -> Bool {
        let node = graph.schedule[index]
        guard ending.slope == nil, node.outputs.dropFirst().allSatisfy({ readers[$0].isEmpty }) else { return false }
        switch node.operation {
        case let operation as BatchNormalization where ending.addend == nil && node.inputs.first == value:
            guard graph.learned.isEmpty, node.inputs.dropFirst().allSatisfy({ graph.constant($0) != nil }),
                let (factor, offset) = try? operation.affine(graph.inputs(node))
            else { return false }
            ending.scale(factor.elements, offset.elements)
            return true
        case let operation as Unary where operation.function.rectifierSlope != nil:
            ending.slope = operation.function.rectifierSlope
            return true
        case let operation as Binary where operation.function == .add && ending.addend == nil:
            guard let other = node.inputs.first(where: { $0 != value }) ?? nil, graph.dependent[other],
                graph.sampleShape(other) == shape, graph.sampleShape(node.outputs[0]) == shape
            else { return false }
            ending.addend = other
            return true
        default: return false
        }
    }
}

/// The weights of a convolution with what follows it folded in.
private struct ConvolutionEnding<Scalar: Real> {
    let maps: Int
    var weights: [Scalar]
    var bias: [Scalar]?
    /// The channels and groups of a transposed convolution, whose weights are [C, M/groups, kernel…]; nil for weights
    /// [M, C/groups, kernel…].
    let transposed: (channels: Int, groups: Int)?
    var addend: Graph.ValueID?
    var slope: Double?

    /// y ← factor·y + offset, a number of each for every map.
    mutating func scale(_ factor: [Scalar], _ offset: [Scalar]) {
        bias = (0..<maps).map { (bias?[$0] ?? 0) * factor[$0] + offset[$0] }
        guard let transposed else {
            let size = weights.count / maps
            for index in weights.indices { weights[index] *= factor[index / size] }
            return
        }
        let perGroup = maps / transposed.groups
        let area = weights.count / (transposed.channels * perGroup)
        for index in weights.indices {
            let (channel, map) = (index / area / perGroup, index / area % perGroup)
            weights[index] *= factor[channel / (transposed.channels / transposed.groups) * perGroup + map]
        }
    }
}

extension BoundGraph {
    /// The factors by which a Resize or Upsample repeats each row and column; nil for any other node.
    func repetition(_ node: Graph.Node) -> (Int, Int)? {
        guard let value = node.inputs.first ?? nil, let shape = sampleShape(value), shape.count == 3,
            let maps = resamplings(node, [batch] + shape), maps.allSatisfy({ $0.axis >= 2 })
        else { return nil }
        var factors = [1, 1]
        for (axis, map) in maps {
            guard let factor = map.repetition else { return nil }
            factors[axis - 2] = factor
        }
        return factors == [1, 1] ? nil : (factors[0], factors[1])
    }

    /// The resamplings of a Resize or Upsample by axis; nil for any other node.
    func resamplings(_ node: Graph.Node, _ shape: [Int]) -> [(axis: Int, map: Resampling)]? {
        switch node.operation {
        case let resize as Resize: try? resize.maps(shape, inputs(node))
        case let upsample as Upsample: try? upsample.maps(inputs(node))
        default: nil
        }
    }
}

extension Resampling {
    /// The factor by which every position is repeated; nil for any other resampling.
    var repetition: Int? {
        guard isNearest, input > 0, output % input == 0, output > input else { return nil }
        let factor = output / input
        return indices.indices.allSatisfy { indices[$0] == $0 / factor } ? factor : nil
    }
}
