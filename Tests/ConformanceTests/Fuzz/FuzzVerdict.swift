// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// What the engine makes of one case.
struct FuzzVerdict {
    /// Of the largest element of an output; onnxruntime and PyTorch compute in float32.
    static let outputTolerance = 3e-5
    /// Of the largest element of a gradient, or of the terms' sum along a direction.
    static let gradientTolerance = 2e-4

    private(set) var complaints: [String] = []
    /// The gradients and derivatives that were compared, those whose difference quotients do not settle (a kink), and those
    /// of settings.
    private(set) var compared = 0, unsettled = 0, settings = 0
    /// How often the graph ran as an attack runs it, and how often in lanes.
    private(set) var executions = 0, lanes = 0

    /// Whether the import refused an export of PyTorch's for an operator or an argument that it names.
    private(set) var isRefused = false

    init(_ one: FuzzCase) {
        do {
            let graph = try one.graph()
            try compareOutputs(one, graph)
            // Cotangents fit outputs of the right shapes only.
            guard complaints.isEmpty else { return }
            try compareGradients(one, graph)
            try execute(one, graph)
        } catch let failure as Failure
            where one.isExport && ["unsupported-operator", "bad-argument"].contains(failure.code)
        {
            isRefused = true
        } catch {
            complaints.append("\(error)")
        }
    }

    private mutating func compareOutputs(_ one: FuzzCase, _ graph: Graph) throws {
        func check<T: Real>(_: T.Type) throws {
            let outputs = try Evaluation<T>(graph, inputs: one.values(in: graph)).outputs
            guard outputs.count == one.outputs.count else {
                complaints.append("\(outputs.count) outputs in place of \(one.outputs.count)")
                return
            }
            for (index, (expected, output)) in zip(one.outputs, outputs).enumerated() {
                guard let what = expected.complaint(about: output, tolerance: Self.outputTolerance) else { continue }
                complaints.append("output \(index) in \(T.self): \(what)")
            }
        }
        try check(Float.self)
        try check(Double.self)
    }

    private mutating func compareGradients(_ one: FuzzCase, _ graph: Graph) throws {
        let double = try Evaluation<Double>(graph, inputs: one.values(in: graph))
            .gradients(one.cotangents.map { $0?.tensor() })
        let single = try Evaluation<Float>(graph, inputs: one.values(in: graph))
            .gradients(one.cotangents.map { $0?.tensor() })
        for slope in one.slopes {
            guard let value = one.value(of: slope.input, in: graph) else { continue }
            guard double[value] != nil || !Settings.contains(value, in: graph) else {
                settings += 1
                continue
            }
            compare(slope, double[value])
            if let found = single[value], let expected = double[value],
                let what = Self.complaint(about: found, expected)
            {
                complaints.append("gradient of \(slope.input) in Float and Double: \(what)")
            }
        }
        for gradient in one.gradients {
            guard let value = one.value(of: gradient.input, in: graph) else { continue }
            let found = double[value]?.elements ?? gradient.value.elements.map { _ in 0 }
            compared += 1
            if let what = gradient.value.complaint(about: found, tolerance: Self.gradientTolerance) {
                complaints.append("gradient of \(gradient.input): \(what)")
            }
        }
    }

    private mutating func compare(_ slope: FuzzCase.Slope, _ gradient: Tensor<Double>?) {
        let terms = zip(slope.direction.elements, gradient?.elements ?? []).map { $0 * $1 }
        let size = terms.reduce(0) { $0 + abs($1) } + 0.05
        guard slope.error < 0.02 * (size + abs(slope.value)) else {
            unsettled += 1
            return
        }
        compared += 1
        let along = terms.reduce(0, +)
        guard abs(along - slope.value) > Self.gradientTolerance * size + 8 * slope.error else { return }
        complaints.append("⟨v, Jᵀu⟩ by \(slope.input) is \(along), ⟨Jv, u⟩ \(slope.value) ± \(slope.error)")
    }

    private static func complaint(about found: Tensor<Float>, _ expected: Tensor<Double>) -> String? {
        let largest = expected.elements.lazy.filter(\.isFinite).map { abs($0) }.max() ?? 0
        let bound = gradientTolerance * max(0.5, largest)
        let wrong = zip(found.elements, expected.elements).first { y, wanted in
            wanted.isFinite && !(abs(Double(y) - wanted) <= bound)
        }
        return wrong.map { "\($0.0) and \($0.1)" }
    }

    /// Runs a graph of one input and one output as an attack does, in lanes and node by node.
    private mutating func execute(_ one: FuzzCase, _ graph: Graph) throws {
        guard one.inputs.count == 1, one.outputs.count == 1, let cotangent = one.cotangents[0],
            let batch = one.inputs[0].value.shape.first, batch > 0, cotangent.shape.first == batch,
            let x = graph.inputs.first?.value
        else { return }
        let reference = try Evaluation<Double>(graph, inputs: one.values(in: graph)).gradients([cotangent.tensor()])[x]
        for form in [ExecutionForm.lanes, .nodes] {
            let sample = Array(one.inputs[0].value.shape.dropFirst())
            guard var execution = try? Execution<Float>(graph, batch: batch, sampleShape: sample, form: form),
                execution.output.count == cotangent.elements.count
            else { continue }
            executions += 1
            lanes += execution.runsInLanes ? 1 : 0
            execution.forward(one.inputs[0].value.tensor())
            let output = execution.output.elements.map { Double($0) }
            if let what = one.outputs[0].complaint(about: output, tolerance: Self.outputTolerance) {
                complaints.append("executed in \(form): \(what)")
            }
            let gradient = execution.inputGradient(
                output: Tensor(shape: [output.count], elements: cotangent.tensor().elements))
            if let reference, let what = Self.complaint(about: gradient, reference) {
                complaints.append("gradient executed in \(form): \(what)")
            }
        }
    }
}
