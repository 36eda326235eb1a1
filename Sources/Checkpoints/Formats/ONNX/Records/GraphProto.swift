// SPDX-License-Identifier: Apache-2.0
/// ONNX's GraphProto.
struct GraphProto {
    var nodes: [NodeProto] = []
    var initializers: [TensorProto] = []
    var hasSparseInitializers = false
    var inputs: [ValueInfoProto] = []
    var outputs: [ValueInfoProto] = []

    init() {}

    init(_ message: WireReader) throws {
        var reader = message
        let limits = message.limits
        while let field = try reader.next() {
            switch field.number {
            case 1: try nodes.append(NodeProto(field.message()), limit: limits.nodes, "nodes")
            case 5:
                try initializers.append(
                    TensorProto(field.message()), limit: limits.initializers, "initializers")
            case 11: try inputs.append(ValueInfoProto(field.message()), limit: limits.initializers, "inputs")
            case 12: try outputs.append(ValueInfoProto(field.message()), limit: limits.edges, "outputs")
            case 15: hasSparseInitializers = true
            default: continue
            }
        }
    }
}
