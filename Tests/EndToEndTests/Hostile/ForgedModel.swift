// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// ONNX models written byte by byte (onnx.proto3): as a stranger could write them.
enum ForgedModel {
    /// NodeProto; attributes are integers (name, value).
    static func node(
        _ type: String, _ inputs: [String], _ output: String, integers: [(String, Int64)] = [], name: String? = nil
    ) -> [UInt8] {
        WireWriter.message { node in
            for input in inputs { node.put(1, input) }
            node.put(2, output)
            node.put(3, name ?? "node-\(output)")
            node.put(4, type)
            for (name, value) in integers {
                node.put(
                    5,
                    WireWriter.message {
                        $0.put(1, name)
                        $0.number(3, value)
                        $0.number(20, 2)
                    })
            }
        }
    }

    /// TensorProto of float32 (type 1) or int64 (type 7), its data raw.
    static func tensor(_ name: String, _ shape: [Int64], type: Int64 = 1, raw: [UInt8]) -> [UInt8] {
        WireWriter.message { tensor in
            for extent in shape { tensor.number(1, extent) }
            tensor.number(2, type)
            tensor.put(8, name)
            tensor.put(9, raw)
        }
    }

    static func reals(_ name: String, _ shape: [Int64], _ values: [Float]) -> [UInt8] {
        tensor(name, shape, raw: values.flatMap { littleEndian(UInt64($0.bitPattern), 4) })
    }

    static func integers(_ name: String, _ values: [Int64]) -> [UInt8] {
        tensor(name, [Int64(values.count)], type: 7, raw: values.flatMap { littleEndian(UInt64(bitPattern: $0), 8) })
    }

    /// A tensor whose data lie in another file (onnx: external_data).
    static func external(_ name: String, _ shape: [Int64], _ entries: [(String, String)]) -> [UInt8] {
        WireWriter.message { tensor in
            for extent in shape { tensor.number(1, extent) }
            tensor.number(2, 1)
            tensor.put(8, name)
            for (key, value) in entries {
                tensor.put(
                    13,
                    WireWriter.message {
                        $0.put(1, key)
                        $0.put(2, value)
                    })
            }
            tensor.number(14, 1)
        }
    }

    static func littleEndian(_ value: UInt64, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    /// ModelProto with the input `x`, [batch] + `shape`, and the output `y`, opset 17.
    static func model(_ shape: [Int64], _ nodes: [[UInt8]], tensors: [[UInt8]] = []) -> [UInt8] {
        let graph = WireWriter.message { graph in
            for node in nodes { graph.put(1, node) }
            graph.put(2, "forged")
            for tensor in tensors { graph.put(5, tensor) }
            graph.put(11, value("x", shape))
            graph.put(12, value("y", shape))
        }
        return WireWriter.message { model in
            model.number(1, 8)
            model.put(7, graph)
            model.put(8, WireWriter.message { $0.number(2, 17) })
        }
    }

    private static func value(_ name: String, _ shape: [Int64]) -> [UInt8] {
        let extents = WireWriter.message { extents in
            extents.put(1, WireWriter.message { $0.put(2, "n") })
            for extent in shape { extents.put(1, WireWriter.message { $0.number(1, extent) }) }
        }
        let tensor = WireWriter.message {
            $0.number(1, 1)
            $0.put(2, extents)
        }
        return WireWriter.message {
            $0.put(1, name)
            $0.put(2, WireWriter.message { $0.put(1, tensor) })
        }
    }

    /// y = 0.9·x of any shape.
    static func damping(_ shape: [Int64]) -> [UInt8] {
        model(shape, [node("Mul", ["x", "w"], "y")], tensors: [reals("w", [1], [0.9])])
    }
}
