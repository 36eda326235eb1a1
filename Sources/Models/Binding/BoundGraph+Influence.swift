// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

extension BoundGraph {
    /// The code of what ``refuseInfluence()`` throws.
    static var mixedSamples: String { "mixed-samples" }

    /// Refuses a graph in which samples influence one another, whichever operators do it: first the first sample stays
    /// what it was in the trace while all others change, then the last one. A running sum reaches later samples alone,
    /// so that one of the two would not do.
    mutating func refuseInfluence() throws {
        guard batch > 1 else { return }
        for place in [0, batch - 1] where isInfluenced(place) {
            throw Failure.refused(
                Self.mixedSamples,
                "samples influence one another: the output of sample \(place + 1) changes with the others",
                hint: "look for an operator along axis 0, such as Softmax(dim=0), or export the model with one sample")
        }
    }

    /// Whether the output of the sample at `place`, of ½ throughout, depends on the other samples.
    private mutating func isInfluenced(_ place: Int) -> Bool {
        let count = sampleShape.reduce(1, *)
        let half = [Scalar](repeating: 0.5, count: batch * count)
        var others = half.indices.map { Scalar(0.1 + 0.03 * Double($0 * 7 % 11)) }
        others.replaceSubrange(place * count..<(place + 1) * count, with: half[..<count])
        // What fails at these numbers says nothing about the samples' influence.
        guard let before = output(of: place, at: half), let after = output(of: place, at: others) else { return false }
        return !zip(before, after).allSatisfy(Self.isSame)
    }

    /// nil if the pass fails, or if the output has no axis of samples.
    private mutating func output(of place: Int, at input: [Scalar]) -> ArraySlice<Scalar>? {
        guard (try? forward(input)) != nil, let output = values[outputValue]?.real, output.shape.first == batch
        else { return nil }
        let length = output.count / batch
        return output.elements[place * length..<(place + 1) * length]
    }

    /// Equal but for rounding; two values that are not numbers are alike.
    private static func isSame(_ a: Scalar, _ b: Scalar) -> Bool {
        a == b || (a.isNaN && b.isNaN) || abs(a - b) <= 1e-4 * max(1, abs(a))
    }
}
