// SPDX-License-Identifier: Apache-2.0
import Base

extension Graph.Node {
    /// The outputs for these inputs; throws a ``Base/Failure`` with the node's name and the inputs' shapes.
    func evaluated<T>(_ inputs: [Value<T>?]) throws -> [Value<T>] {
        do {
            let results = try operation.forward(inputs)
            guard results.count >= outputs.count else {
                throw Failure.refused(
                    "output-count", "\(operation.name) has \(results.count) outputs here, not \(outputs.count)")
            }
            return results
        } catch var failure as Failure {
            failure.node = failure.node ?? name
            let shapes = inputs.map { $0.map { "\($0.shape)" } ?? "none" }.joined(separator: " and ")
            failure.message += "; its inputs are \(shapes)"
            throw failure
        }
    }
}
