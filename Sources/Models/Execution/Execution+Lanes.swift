// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Execution in lanes: forward and reverse sweep allocate no memory, and feature maps can stay in lanes.
extension Execution {
    /// Whether samples are computed side by side, sixteen at a time.
    public var runsInLanes: Bool { lanes != nil }

    /// Elements of a sample's feature maps if they lie in lanes, else nil.
    public var featureLanes: Int? { lanes?.features?.count }

    /// Copies the feature maps of block `block` (samples from 16·block on) at the last `forward` to `memory`, as lanes;
    /// `offset` counts vectors.
    public func copyFeatureLanes(_ block: Int, into memory: inout [Scalar], at offset: Int) {
        lanes?.copyFeatures(block, into: &memory, at: offset)
    }

    /// The gradient Jᵀȳ of those feature maps, whose cotangent lies in `memory`, into the block's rows of `gradient`,
    /// [batch, d].
    @specialized(where Scalar == Float)
    public mutating func pullBackFeatureLanes(
        _ block: Int, _ memory: [Scalar], at offset: Int, into gradient: inout Tensor<Scalar>
    ) {
        lanes?.pullBack(block, featureMaps: memory, at: offset, into: &gradient.elements)
        unscale(&gradient, rows: block * Lanes.count..<min((block + 1) * Lanes.count, batch))
    }

    /// The gradient Jᵀȳ for the `cotangent` of `output`, [batch, outputCount], at the last `forward`, into `gradient`,
    /// [batch, d].
    @specialized(where Scalar == Float)
    public mutating func pullBack(output cotangent: [Scalar], into gradient: inout Tensor<Scalar>) {
        guard lanes != nil else {
            gradient = inputGradient(output: Tensor(shape: [batch, outputCount], elements: cotangent))
            return
        }
        lanes?.pullBack(output: cotangent, into: &gradient.elements)
        unscale(&gradient, rows: 0..<batch)
    }

    @specialized(where Scalar == Float)
    mutating func forwardInLanes(_ z: [Scalar]) {
        for index in modelInput.elements.indices { modelInput.elements[index] = z[index] }
        scale(&modelInput)
        lanes?.forward(modelInput.elements)
        guard let lanes else { return }
        lanes.read(lanes.output, into: &output.elements)
    }

    mutating func gradientInLanes(_ cotangent: Tensor<Scalar>?, _ features: Tensor<Scalar>?) -> Tensor<Scalar> {
        var sum = Tensor<Scalar>(zeros: [batch, sampleCount])
        if let cotangent { pullBack(output: cotangent.elements, into: &sum) }
        guard let features else { return sum }
        var gradient = Tensor<Scalar>(zeros: [batch, sampleCount])
        lanes?.pullBack(featureMaps: features.elements, into: &gradient.elements)
        unscale(&gradient, rows: 0..<batch)
        return cotangent == nil ? gradient : sum.adding(gradient.elements)
    }

    /// z ← a(z).
    @specialized(where Scalar == Float)
    private func scale(_ z: inout Tensor<Scalar>) {
        guard !scale.isIdentity else { return }
        for index in z.elements.indices {
            let element = index % sampleCount
            z.elements[index] =
                Scalar(scale.scale[scale.scale.count == 1 ? 0 : element]) * z.elements[index]
                + Scalar(scale.offset[scale.offset.count == 1 ? 0 : element])
        }
    }

    /// Multiplies the gradient by a's derivative.
    @specialized(where Scalar == Float)
    private func unscale(_ gradient: inout Tensor<Scalar>, rows: Range<Int>) {
        guard !scale.isIdentity else { return }
        for index in rows.lowerBound * sampleCount..<rows.upperBound * sampleCount {
            gradient.elements[index] *= Scalar(scale.scale[scale.scale.count == 1 ? 0 : index % sampleCount])
        }
    }
}
