// SPDX-License-Identifier: Apache-2.0
import Base
import Models

/// Writes any graph of the engine as an ONNX model, which ``Checkpoint`` reads back to the same function.
///
/// The model has opset 20 and IR version 9, with float32 weights embedded. Attributes of older opsets become inputs;
/// compound functions (clipping, affine) become the operators that they consist of.
public enum OnnxWriter {
    /// The bytes of the ONNX file.
    ///
    /// - Throws: `Failure` (refused, `cannot-write`) if an operation has no form in ONNX.
    public static func bytes(of graph: Graph) throws -> [UInt8] {
        var names = ValueNames(graph)
        for node in graph.nodes {
            do { try names.write(node) } catch var failure as Failure {
                failure.node = failure.node ?? node.name
                throw failure
            }
        }
        names.writeOutputs(graph.outputs)
        return ProtoWriter.message { model in
            model.integer(1, 9)
            model.text(2, "uaed")
            model.text(3, Release.version)
            model.message(7) { write(graph, names.sheet, to: &$0) }
            model.message(8) { operators in
                operators.text(1, "")
                operators.integer(2, 20)
            }
        }
    }

    /// Writes a GraphProto.
    private static func write(_ graph: Graph, _ sheet: OnnxSheet, to writer: inout ProtoWriter) {
        for (index, node) in sheet.nodes.enumerated() { writer.message(1) { node.write("node\(index)", to: &$0) } }
        writer.text(2, "model")
        for constant in sheet.constants { writer.message(5) { constant.value.write(constant.name, to: &$0) } }
        for input in graph.inputs where graph.constants[input.value] == nil {
            writer.message(11) { describe(input.name, input.shape, to: &$0) }
        }
        for output in graph.outputs {
            writer.message(12) { describe(output.name, shape(of: output, in: graph), to: &$0) }
        }
    }

    /// The shape of an output, which an execution with a batch of two determines; nil if the
    /// graph cannot be bound to it.
    private static func shape(of output: Graph.Output, in graph: Graph) -> [Int?]? {
        guard let execution = try? Execution<Float>(graph, batch: 2, output: output.name) else { return nil }
        return [nil] + execution.outputShape
    }

    /// Writes the ValueInfoProto of a float32 tensor; a free extent gets a name.
    private static func describe(_ name: String, _ shape: [Int?]?, to writer: inout ProtoWriter) {
        writer.text(1, name)
        writer.message(2) { type in
            type.message(1) { tensor in
                tensor.integer(1, Int(ElementType.float.rawValue))
                guard let shape else { return }
                tensor.message(2) { dimensions in
                    for (axis, extent) in shape.enumerated() {
                        dimensions.message(1) { dimension in
                            if let extent { dimension.integer(1, extent) } else { dimension.text(2, "n\(axis)") }
                        }
                    }
                }
            }
        }
    }
}
