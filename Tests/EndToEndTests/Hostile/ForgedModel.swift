/// ONNX models written byte by byte (onnx.proto3): as a stranger could write them.
struct ForgedModel {
    private(set) var bytes: [UInt8] = []

    static func message(_ write: (inout ForgedModel) -> Void) -> [UInt8] {
        var message = ForgedModel()
        write(&message)
        return message.bytes
    }

    private mutating func raw(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func number(_ field: UInt64, _ value: Int64) {
        raw(field << 3)
        raw(UInt64(bitPattern: value))
    }

    mutating func put(_ field: UInt64, _ value: [UInt8]) {
        raw(field << 3 | 2)
        raw(UInt64(value.count))
        bytes += value
    }

    mutating func put(_ field: UInt64, _ text: String) { put(field, Array(text.utf8)) }
}

extension ForgedModel {
    /// NodeProto; attributes are integers (name, value).
    static func node(
        _ type: String, _ inputs: [String], _ output: String, integers: [(String, Int64)] = [], name: String? = nil
    ) -> [UInt8] {
        message { node in
            for input in inputs { node.put(1, input) }
            node.put(2, output)
            node.put(3, name ?? "node-\(output)")
            node.put(4, type)
            for (name, value) in integers {
                node.put(
                    5,
                    message {
                        $0.put(1, name)
                        $0.number(3, value)
                        $0.number(20, 2)
                    })
            }
        }
    }

    /// TensorProto of float32 (type 1) or int64 (type 7), its data raw.
    static func tensor(_ name: String, _ shape: [Int64], type: Int64 = 1, raw: [UInt8]) -> [UInt8] {
        message { tensor in
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
        message { tensor in
            for extent in shape { tensor.number(1, extent) }
            tensor.number(2, 1)
            tensor.put(8, name)
            for (key, value) in entries {
                tensor.put(
                    13,
                    message {
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
        let graph = message { graph in
            for node in nodes { graph.put(1, node) }
            graph.put(2, "forged")
            for tensor in tensors { graph.put(5, tensor) }
            graph.put(11, value("x", shape))
            graph.put(12, value("y", shape))
        }
        return message { model in
            model.number(1, 8)
            model.put(7, graph)
            model.put(8, message { $0.number(2, 17) })
        }
    }

    private static func value(_ name: String, _ shape: [Int64]) -> [UInt8] {
        let extents = message { extents in
            extents.put(1, message { $0.put(2, "n") })
            for extent in shape { extents.put(1, message { $0.number(1, extent) }) }
        }
        let tensor = message {
            $0.number(1, 1)
            $0.put(2, extents)
        }
        return message {
            $0.put(1, name)
            $0.put(2, message { $0.put(1, tensor) })
        }
    }

    /// y = 0.9·x of any shape.
    static func damping(_ shape: [Int64]) -> [UInt8] {
        model(shape, [node("Mul", ["x", "w"], "y")], tensors: [reals("w", [1], [0.9])])
    }
}
