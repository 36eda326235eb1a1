// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

extension Graph {
    /// The graph with some inputs replaced by tensors of one number each, such as the noise of a variational autoencoder.
    ///
    /// Their batch is that of the input that is left.
    ///
    /// - Throws: ``Base/Failure`` (refused) if there is no such input, if none is left, or if an extent other than the batch is free.
    public func fixing(_ numbers: [String: Double]) throws -> Graph {
        var graph = self
        for (name, number) in numbers.sorted(by: { $0.key < $1.key }) {
            guard let place = graph.inputs.firstIndex(where: { $0.name == name }) else {
                let names = graph.inputs.map(\.name).joined(separator: ", ")
                throw Failure.refused(
                    "unknown-input", "the model has no input named \(name); it has \(names)",
                    hint: "write one of these names in [model] inputs")
            }
            let fixed = graph.inputs.remove(at: place)
            guard let left = graph.inputs.first(where: { numbers[$0.name] == nil && graph.constants[$0.value] == nil })
            else {
                throw Failure.refused(
                    "input-count", "no input is left for the data", hint: "leave one input out of [model] inputs")
            }
            try graph.fill(fixed, with: Float(number), like: left.value)
        }
        return graph
    }

    private mutating func fill(_ input: Input, with number: Float, like other: ValueID) throws {
        let rest = input.shape.dropFirst().compactMap(\.self)
        guard rest.count == max(0, input.shape.count - 1) else {
            throw Failure.refused(
                "input-shape", "the model's input \(input.name) has free dimensions besides the batch",
                hint: "export the model with every dimension fixed except the first")
        }
        guard !input.shape.isEmpty, input.shape[0] == nil else {
            let shape = input.shape.compactMap(\.self)
            constants[input.value] = .real(Tensor(repeating: number, shape: shape))
            return
        }
        let first = valueCount
        constants[first] = .integer(Tensor(shape: [rest.count], elements: rest.map { Int64($0) }))
        let made = [
            Node(name: input.name, operation: Shape(end: 1), inputs: [other], outputs: [first + 1]),
            Node(name: input.name, operation: Concat(axis: 0), inputs: [first + 1, first], outputs: [first + 2]),
            Node(
                name: input.name, operation: ConstantOfShape(.real(Tensor(scalar: number))), inputs: [first + 2],
                outputs: [input.value]),
        ]
        nodes = made + nodes
    }
}
