// SPDX-License-Identifier: Apache-2.0
import Tensors

/// An execution in lanes: no memory is asked for, and what stays in lanes need not leave them.
extension Execution {
    /// Whether sixteen samples at a time are computed side by side.
    public var runsInLanes: Bool { lanes != nil }

    /// Elements of a sample's feature maps where they lie in lanes; nil where they do not.
    public var featureLanes: Int? { lanes?.features?.count }

    /// The feature maps of samples 16·block… at the last `forward`, as lanes, from `offset` of `memory` on.
    public func copyFeatureLanes(_ block: Int, into memory: inout [Scalar], at offset: Int) {
        lanes?.copyFeatures(block, into: &memory, at: offset)
    }

    /// Jᵀ of a cotangent of those feature maps, into the samples' rows of `gradient`, [batch, d].
    @specialized(where Scalar == Float)
    public mutating func pullBackFeatureLanes(
        _ block: Int, _ memory: [Scalar], at offset: Int, into gradient: inout Tensor<Scalar>
    ) {
        lanes?.pullBack(block, featureMaps: memory, at: offset, into: &gradient.elements)
        unscale(&gradient, rows: block * Lanes.count..<min((block + 1) * Lanes.count, batch))
    }

    /// Jᵀ of the cotangent of `output`, [batch, outputCount], at the last `forward`, into `gradient`, [batch, d].
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

    /// a(z) in place.
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

    /// a's derivative, in place.
    @specialized(where Scalar == Float)
    private func unscale(_ gradient: inout Tensor<Scalar>, rows: Range<Int>) {
        guard !scale.isIdentity else { return }
        for index in rows.lowerBound * sampleCount..<rows.upperBound * sampleCount {
            gradient.elements[index] *= Scalar(scale.scale[scale.scale.count == 1 ? 0 : index % sampleCount])
        }
    }
}
