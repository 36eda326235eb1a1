// SPDX-License-Identifier: Apache-2.0
import Tensors

/// A model as an importer builds it: operators on values, with known constants and a free batch size.
public struct Graph: Sendable {
    /// The number of a value; values are the edges of the graph.
    public typealias ValueID = Int

    /// A value that is known before any input.
    public enum Constant: Sendable {
        /// Stored in float32; the `Double` reference widens it.
        case real(Tensor<Float>)
        case integer(Tensor<Int64>)
        case boolean(Tensor<Bool>)

        /// The constant in the element type of an execution.
        public func value<T: Real>(as _: T.Type = T.self) -> Value<T> {
            switch self {
            case .real(let tensor): .real(.from(tensor))
            case .integer(let tensor): .integer(tensor)
            case .boolean(let tensor): .boolean(tensor)
            }
        }
    }

    /// An operator applied to values.
    public struct Node: Sendable {
        /// Shown in messages: the node's own name, or the name of its first output.
        public var name: String
        public var operation: any Operation
        /// nil = an absent optional input.
        public var inputs: [ValueID?]
        public var outputs: [ValueID]

        public init(name: String, operation: any Operation, inputs: [ValueID?], outputs: [ValueID]) {
            self.name = name
            self.operation = operation
            self.inputs = inputs
            self.outputs = outputs
        }
    }

    /// A named input of the graph.
    public struct Input: Sendable {
        public var name: String
        public var value: ValueID
        /// nil = a free dimension; index 0 is the batch.
        public var shape: [Int?]

        public init(name: String, value: ValueID, shape: [Int?]) {
            self.name = name
            self.value = value
            self.shape = shape
        }
    }

    /// A named output of the graph.
    public struct Output: Sendable {
        public var name: String
        public var value: ValueID

        public init(name: String, value: ValueID) {
            self.name = name
            self.value = value
        }
    }

    public var inputs: [Input]
    /// The operators, in topological order.
    public var nodes: [Node]
    public var constants: [ValueID: Constant]
    public var outputs: [Output]

    /// A graph from its parts; an importer may also fill them in one by one.
    public init(
        inputs: [Input] = [], nodes: [Node] = [], constants: [ValueID: Constant] = [:], outputs: [Output] = []
    ) {
        self.inputs = inputs
        self.nodes = nodes
        self.constants = constants
        self.outputs = outputs
    }

    /// One more than the largest value number in use.
    public var valueCount: Int {
        let used =
            inputs.map(\.value) + outputs.map(\.value) + Array(constants.keys)
            + nodes.flatMap { $0.outputs + $0.inputs.compactMap(\.self) }
        return (used.max() ?? -1) + 1
    }
}

extension Tensor where Element: Real {
    /// `tensor` itself if `Element` is `Float`, else its elements converted.
    static func from(_ tensor: Tensor<Float>) -> Tensor {
        (tensor as? Tensor<Element>) ?? tensor.map { Element($0) }
    }
}
