// SPDX-License-Identifier: Apache-2.0
import TestSupport

@testable import Checkpoints

/// ONNX models made by hand, message by message.
enum HandMade {
    enum Attribute {
        case integer(Int64)
        case integers([Int64])
        case float(Float)
        case text(String)
        case tensor([UInt8])
        case graph
    }

    struct Node {
        var type: String
        var inputs: [String]
        var outputs: [String]
        var attributes: [(String, Attribute)] = []
        var name = ""
        var domain = ""

        init(
            _ type: String, _ inputs: [String] = ["x"], _ outputs: [String] = ["y"],
            _ attributes: [(String, Attribute)] = [], name: String = "", domain: String = ""
        ) {
            self.type = type
            self.inputs = inputs
            self.outputs = outputs
            self.attributes = attributes
            self.name = name
            self.domain = domain
        }

        var bytes: [UInt8] {
            WireWriter.message { writer in
                for input in inputs { writer.put(1, input) }
                for output in outputs { writer.put(2, output) }
                if !name.isEmpty { writer.put(3, name) }
                writer.put(4, type)
                for (name, value) in attributes { writer.put(5, HandMade.attribute(name, value)) }
                if !domain.isEmpty { writer.put(7, domain) }
            }
        }
    }

    static func attribute(_ name: String, _ value: Attribute) -> [UInt8] {
        WireWriter.message { writer in
            writer.put(1, name)
            switch value {
            case .float(let number):
                writer.put(2, number)
                writer.number(20, 1)
            case .integer(let number):
                writer.number(3, number)
                writer.number(20, 2)
            case .text(let text):
                writer.put(4, text)
                writer.number(20, 3)
            case .tensor(let tensor):
                writer.put(5, tensor)
                writer.number(20, 4)
            case .graph:
                writer.put(6, [])
                writer.number(20, 5)
            case .integers(let numbers):
                for number in numbers { writer.number(8, number) }
                writer.number(20, 7)
            }
        }
    }

    /// A float32 tensor in raw bytes.
    static func reals(_ name: String, _ shape: [Int64], _ values: [Float]) -> [UInt8] {
        tensor(name, shape, type: 1) { writer in
            writer.put(
                9, values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } })
        }
    }

    /// An int64 tensor in its typed field, unpacked.
    static func integers(_ name: String, _ values: [Int64]) -> [UInt8] {
        tensor(name, [Int64(values.count)], type: 7) { writer in
            for value in values { writer.number(7, value) }
        }
    }

    static func external(_ name: String, _ shape: [Int64], _ entries: [(String, String)]) -> [UInt8] {
        tensor(name, shape, type: 1) { writer in
            for (key, value) in entries {
                writer.put(
                    13,
                    WireWriter.message {
                        $0.put(1, key)
                        $0.put(2, value)
                    })
            }
            writer.number(14, 1)
        }
    }

    static func tensor(
        _ name: String, _ shape: [Int64], type: Int64, _ data: (inout WireWriter) -> Void
    ) -> [UInt8] {
        WireWriter.message { writer in
            for extent in shape { writer.number(1, extent) }
            writer.number(2, type)
            writer.put(8, name)
            data(&writer)
        }
    }

    /// A float32 input or output; an extent that is nil is called N; without a shape, none is stated.
    static func value(_ name: String, _ shape: [Int64?]?, type: Int64 = 1) -> [UInt8] {
        let tensor = WireWriter.message { writer in
            writer.number(1, type)
            guard let shape else { return }
            let dimensions = shape.map { extent in
                WireWriter.message { dimension in
                    if let extent { dimension.number(1, extent) } else { dimension.put(2, "N") }
                }
            }
            writer.put(2, WireWriter.message { writer in for dimension in dimensions { writer.put(1, dimension) } })
        }
        return WireWriter.message { writer in
            writer.put(1, name)
            writer.put(2, WireWriter.message { $0.put(1, tensor) })
        }
    }

    static func model(
        _ nodes: [Node], opset: Int64 = 17, inputs: [[UInt8]] = [value("x", [nil, 4])], tensors: [[UInt8]] = [],
        outputs: [String] = ["y"], domain: String = "", extra: (inout WireWriter) -> Void = { _ in }
    ) -> [UInt8] {
        let graph = WireWriter.message { writer in
            for node in nodes { writer.put(1, node.bytes) }
            for tensor in tensors { writer.put(5, tensor) }
            for input in inputs { writer.put(11, input) }
            for output in outputs { writer.put(12, value(output, nil)) }
        }
        return WireWriter.message { writer in
            writer.number(1, 8)
            writer.put(7, graph)
            writer.put(
                8,
                WireWriter.message {
                    $0.put(1, domain)
                    $0.number(2, opset)
                })
            extra(&writer)
        }
    }
}
