// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import TestSupport

/// ⟨Jv, u⟩ against ⟨v, Jᵀu⟩ for one real input of a case, in double, Jv by central differences along a seeded direction.
struct GradientCheck {
    enum Verdict: Hashable {
        case agrees
        /// No gradient, and none is due: the outputs do not change, or are not real.
        case constant
        /// A setting of its operator, which has no gradient.
        case setting
        /// The quotient depends on the step, or on the side it is taken from.
        case kink
        /// Nothing to vary, or no output that is finite.
        case undefined
        case disagrees(String)
    }

    let graph: Graph
    private let inputs: [Graph.ValueID: Tensor<Double>]
    private let free: Graph.ValueID
    private let direction: [Double]
    private let cotangents: [Tensor<Double>?]
    /// Whether every output is finite: beside one that is not (√ of a negative number) the gradient need not be.
    private let isDefined: Bool

    /// Values are moved by up to 0.01 first: the official ones often lie exactly on a kink (zeros, ties).
    init(_ set: ConformanceCase.DataSet, input: ConformanceCase.Input, seed: UInt64) throws {
        var draw = SeededGenerator(seed: seed)
        graph = set.graph
        free = input.value
        var inputs = Dictionary(
            uniqueKeysWithValues: set.inputs.map { ($0.value, $0.given.value(as: Double.self).real!) })
        if !Settings.contains(input.value, in: set.graph) {
            inputs[free] = inputs[free]!.map { $0 + Double.random(in: -0.01...0.01, using: &draw) }
        }
        self.inputs = inputs
        direction = inputs[free]!.elements.map { _ in Double.random(in: -1...1, using: &draw) }
        let outputs = try Evaluation(graph, inputs: inputs).outputs.map(\.real)
        isDefined = outputs.allSatisfy { $0?.elements.allSatisfy(\.isFinite) ?? true }
        cotangents = outputs.map { output in
            output.map { $0.map { $0.isFinite ? Double.random(in: -1...1, using: &draw) : 0 } }
        }
    }

    func verdict() throws -> Verdict {
        let centre = try Evaluation(graph, inputs: inputs)
        let gradient = centre.gradients(cotangents)[free]
        if gradient == nil, Settings.contains(free, in: graph) { return .setting }
        let nothing = cotangents.allSatisfy { $0?.elements.allSatisfy { $0 == 0 } ?? false }
        guard !direction.isEmpty, !nothing, let slopes = try slopes(projection(centre.outputs)) else {
            return .undefined
        }
        guard slopes.agree else { return .kink }
        guard let gradient else {
            return abs(slopes.near) < 1e-9 ? .constant : .disagrees("there is no gradient, ⟨Jv, u⟩ is \(slopes.near)")
        }
        let along = zip(direction, gradient.elements).filter { $1.isFinite || isDefined }.reduce(0) { $0 + $1.0 * $1.1 }
        return abs(along - slopes.near) < 1e-5 * slopes.size
            ? .agrees : .disagrees("⟨v, Jᵀu⟩ is \(along), ⟨Jv, u⟩ \(slopes.near)")
    }

    /// Difference quotients of ⟨u, y⟩ along the direction: central ones at two steps, and one from each side.
    private struct Slopes {
        let near, far, left, right: Double

        var size: Double { 1e-3 + abs(near) + abs(left) + abs(right) }
        /// Whether neither the step nor the side matters, beyond curvature.
        var agree: Bool { abs(far - near) < 1e-5 * size && abs(right - left) < 1e-2 * size }
    }

    private func slopes(_ middle: Double?) throws -> Slopes? {
        let (near, far) = (2e-5, 1e-4)
        guard let middle, let right = try projected(near), let left = try projected(-near),
            let farRight = try projected(far), let farLeft = try projected(-far)
        else { return nil }
        return Slopes(
            near: (right - left) / (2 * near), far: (farRight - farLeft) / (2 * far), left: (middle - left) / near,
            right: (right - middle) / near)
    }

    /// ⟨u, y⟩ at x + step·v, over the elements that were finite at x; nil where it is not finite or the outputs change their shapes.
    private func projected(_ step: Double) throws -> Double? {
        var moved = inputs
        let x = inputs[free]!
        moved[free] = Tensor(shape: x.shape, elements: zip(x.elements, direction).map { $0 + step * $1 })
        return projection(try Evaluation(graph, inputs: moved).outputs)
    }

    private func projection(_ outputs: [Value<Double>]) -> Double? {
        var sum = 0.0
        for (output, u) in zip(outputs, cotangents) {
            guard let y = output.real, let u else { continue }
            guard y.shape == u.shape else { return nil }
            for (y, u) in zip(y.elements, u.elements) where u != 0 { sum += y * u }
        }
        return sum.isFinite ? sum : nil
    }
}
