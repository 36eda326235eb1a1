// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

extension BoundGraph {
    /// The code of what ``refuseInfluence()`` throws.
    static var mixedSamples: String { "mixed-samples" }

    /// Refuses a graph in which samples influence one another, whichever operators do it: the first sample's output is
    /// compared with what the trace gave, while the other samples are different ones.
    mutating func refuseInfluence() throws {
        guard batch > 1, let before = firstOutput() else { return }
        let count = sampleShape.reduce(1, *)
        // Numbers in (0, 1) that differ from ½, from sample to sample and within a sample.
        let others = (count..<batch * count).map { Scalar(0.1 + 0.03 * Double($0 * 7 % 11)) }
        // What fails at these numbers says nothing about the samples' influence.
        guard (try? forward(Array(repeating: 0.5, count: count) + others)) != nil else { return }
        guard let after = firstOutput(), zip(before, after).allSatisfy(Self.isSame) else {
            throw Failure.refused(
                Self.mixedSamples, "samples influence one another: the output of the first one changes with the others",
                hint: "look for an operator along axis 0, such as Softmax(dim=0), or export the model with one sample")
        }
    }

    /// nil if the output has no axis of samples.
    private func firstOutput() -> ArraySlice<Scalar>? {
        guard let output = values[outputValue]?.real, output.shape.first == batch else { return nil }
        return output.elements.prefix(output.count / batch)
    }

    /// Equal but for rounding; two values that are not numbers are alike.
    private static func isSame(_ a: Scalar, _ b: Scalar) -> Bool {
        a == b || (a.isNaN && b.isNaN) || abs(a - b) <= 1e-4 * max(1, abs(a))
    }
}
