// SPDX-License-Identifier: Apache-2.0
import Tensors

/// A model as an importer builds it: operators on values, constants known, the batch size still free.
public struct Graph: Sendable {
    public typealias ValueID = Int

    public enum Constant: Sendable {
        /// Stored in float32; the Double reference widens it.
        case real(Tensor<Float>)
        case integer(Tensor<Int64>)
        case boolean(Tensor<Bool>)

        public func value<T: Real>(as _: T.Type = T.self) -> Value<T> {
            switch self {
            case .real(let tensor): .real(.from(tensor))
            case .integer(let tensor): .integer(tensor)
            case .boolean(let tensor): .boolean(tensor)
            }
        }
    }

    public struct Node: Sendable {
        /// For messages: the node's own name, or its first output's.
        public var name: String
        public var operation: any Operation
        /// nil = an optional input that is absent.
        public var inputs: [ValueID?]
        public var outputs: [ValueID]

        public init(name: String, operation: any Operation, inputs: [ValueID?], outputs: [ValueID]) {
            self.name = name
            self.operation = operation
            self.inputs = inputs
            self.outputs = outputs
        }
    }

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

    public struct Output: Sendable {
        public var name: String
        public var value: ValueID

        public init(name: String, value: ValueID) {
            self.name = name
            self.value = value
        }
    }

    public var inputs: [Input]
    /// In topological order.
    public var nodes: [Node]
    public var constants: [ValueID: Constant]
    public var outputs: [Output]

    public init(
        inputs: [Input] = [], nodes: [Node] = [], constants: [ValueID: Constant] = [:], outputs: [Output] = []
    ) {
        self.inputs = inputs
        self.nodes = nodes
        self.constants = constants
        self.outputs = outputs
    }

    /// One more than the largest value in use.
    public var valueCount: Int {
        let used =
            inputs.map(\.value) + outputs.map(\.value) + Array(constants.keys)
            + nodes.flatMap { $0.outputs + $0.inputs.compactMap(\.self) }
        return (used.max() ?? -1) + 1
    }
}

extension Tensor where Element: Real {
    /// The same tensor where `Element` is `Float`, its elements converted otherwise.
    static func from(_ tensor: Tensor<Float>) -> Tensor {
        (tensor as? Tensor<Element>) ?? tensor.map { Element($0) }
    }
}
