// SPDX-License-Identifier: Apache-2.0
import Base

extension Graph {
    /// The only input that is not a constant.
    ///
    /// - Throws: ``Base/Failure`` (refused) unless there is exactly one.
    func singleInput() throws -> Input {
        let free = inputs.filter { constants[$0.value] == nil }
        guard free.count == 1, let input = free.first else {
            let names = free.map(\.name).joined(separator: ", ")
            throw Failure.refused(
                "input-count", "the model has \(free.count) inputs (\(names)), uaed feeds exactly one",
                hint: free.count == 2
                    ? "export the model with the data as its only input, or fill the other one: "
                        + "\(JobLine("model", "inputs", "{ \(JobLine.quoted(free[1].name)) = 0 }"))"
                    : "export the model with the data as its only input")
        }
        return input
    }

    /// The outputs with this name, or all outputs if `name` is nil.
    ///
    /// - Throws: ``Base/Failure`` (refused) if there is none.
    func outputs(named name: String?) throws -> [Output] {
        let found = name.map { name in outputs.filter { $0.name == name } } ?? outputs
        guard !found.isEmpty else {
            let names = outputs.map(\.name).joined(separator: ", ")
            throw Failure.refused(
                "unknown-output", "the model has no output named \(name ?? "at all"); it has \(names)",
                hint: outputs.first.map { "choose in \(JobLine("model", "output", text: $0.name))" })
        }
        return found
    }

    /// The nodes that `values` depend on, in topological order.
    func nodes(neededFor values: [ValueID]) -> [Node] {
        var needed = Set(values)
        return nodes.reversed().filter { node in
            guard node.outputs.contains(where: needed.contains) else { return false }
            needed.formUnion(node.inputs.compactMap(\.self))
            return true
        }.reversed()
    }
}

extension Graph.Input {
    /// Shape of a sample: the declared one, with free dimensions taken from `given`.
    ///
    /// - Throws: ``Base/Failure`` (refused) if the two disagree or a dimension stays free.
    func sampleShape(_ given: [Int]?) throws -> [Int] {
        let declared = Array(shape.dropFirst())
        guard !shape.isEmpty else {
            throw Failure.refused("input-shape", "the model's input \(name) is a single number, not a batch")
        }
        let given = given ?? declared.map { $0 ?? -1 }
        let fits = given.count == declared.count && zip(given, declared).allSatisfy { $1 == nil || $0 == $1 }
        guard fits, given.allSatisfy({ $0 > 0 }) else {
            let text = declared.map { $0.map(String.init) ?? "?" }.joined(separator: ", ")
            throw Failure.refused(
                "input-shape", "a sample of shape \(given) does not fit the model's input \(name), [\(text)]",
                hint: "export the model with every dimension fixed except the first")
        }
        return given
    }
}
