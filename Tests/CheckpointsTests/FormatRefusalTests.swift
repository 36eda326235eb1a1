// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Testing

@testable import Checkpoints

/// Formats told by their endings, and what is refused with a way out.
@Suite(.timeLimit(.minutes(10))) struct FormatRefusalTests {
    private func refusal(_ bytes: [UInt8], _ name: String) throws -> Failure {
        let scratch = try Scratch()
        try scratch.write(bytes, name)
        return try #require(#expect(throws: Failure.self) { _ = try Checkpoint(folder: scratch.path, file: name) })
    }

    @Test func endings() {
        let names = [
            "a.onnx": CheckpointFormat.onnx, "b.SafeTensors": .safetensors, "c.keras": .keras, "d.h5": .h5,
            "e.pt2": .pt2,
        ]
        for (name, format) in names { #expect(CheckpointFormat(name) == format) }
        for name in ["model.pt", "model", "onnx", "model.onnx.data", "x.architecture.json"] {
            #expect(CheckpointFormat(name) == nil)
        }
    }

    @Test func picklesAndPrograms() throws {
        for (name, word) in [
            ("m.pt", "torch.load"), ("m.PTH", "torch.load"), ("m.torchscript", "torch.jit.load"),
            ("saved_model.pb", "tf2onnx"), ("m.tflite", "tf2onnx"), ("m.hdf5", "model.h5"),
        ] {
            let failure = try refusal([0x80, 2], name)
            #expect(failure.code == "checkpoint-format" && failure.hint?.contains(word) == true && failure.file == name)
        }
    }

    @Test func otherBytes() throws {
        #expect(try refusal(Array("hello, world".utf8), "m.keras").code == "bad-archive")
        #expect(try refusal(Array("hello, world".utf8), "m.pt2").code == "bad-archive")
        #expect(try refusal(Array("hello, world".utf8), "m.h5").code == "bad-hdf5")
        for name in ["m.keras", "m.pt2", "m.h5"] { #expect(try refusal([], name).kind == .incomplete) }
    }

    /// Weights alone have no layers; an archive of another kind is no model.
    @Test func filesOfOtherContent() throws {
        let keras = try Fixtures.bytes("checkpoints/dense_keras.keras")
        let weights = try ZipArchive(keras, limits: .standard).contents("model.weights.h5", limit: 1 << 24)
        let failure = try refusal(weights, "m.h5")
        #expect(failure.code == "weights-only" && failure.hint?.contains("model.save") == true)
        let older = try refusal(keras, "m.pt2")
        #expect(older.code == "checkpoint-format" && older.hint?.contains("torch.export.save") == true)
        #expect(try refusal(Fixtures.bytes("checkpoints/conv_torch.pt2"), "m.keras").code == "bad-archive")
    }

    private func model(_ layers: String, type: String = "Sequential") throws -> KerasModel {
        let text = #"{"class_name": "\#(type)", "config": {"name": "m", "layers": [\#(layers)]}}"#
        return try KerasModel(JSONReader.value(Array(text.utf8)[...], limits: .standard), limits: .standard)
    }

    private func layers(_ settings: String...) throws -> Failure {
        let input = #"{"class_name": "InputLayer", "config": {"name": "i", "batch_shape": [null, 4, 4, 1]}}"#
        let all = try model(([input] + settings).joined(separator: ", "))
        let folder = try InputFolder(Fixtures.folder)
        let hdf5 = try InputFile(path: "m.h5", memory: Fixtures.bytes("keras/branches.h5"))
        return try #require(
            #expect(throws: Failure.self) {
                try HDF5File.open(hdf5, reader: .built, limits: .standard) { file in
                    let builder = GraphBuilder(in: folder, "m.h5", limits: .standard)
                    var importer = KerasImporter(.named, file, builder, version: nil, limits: .standard)
                    _ = try importer.graph(of: all)
                }
            })
    }

    @Test func kerasLayers() throws {
        let unknown = try layers(#"{"class_name": "Memory", "config": {"name": "memory"}}"#)
        #expect(unknown.code == "unsupported-layer" && unknown.node == "memory" && unknown.message.contains("Memory"))
        let first = #"{"class_name": "MaxPooling2D", "config": {"name": "p", "data_format": "channels_middle"}}"#
        #expect(try layers(first).message.contains("channels_middle"))
        let odd = #"{"class_name": "Activation", "config": {"name": "a", "activation": "sparsemax"}}"#
        #expect(try layers(odd).message.contains("sparsemax"))
        #expect(try layers(#"{"class_name": "Dense", "config": {"name": "d"}}"#).message.contains("weights"))
        let lonely = #"{"class_name": "Multiply", "config": {"name": "m"}}"#
        #expect(try layers(lonely).code == "unsupported-layer")
    }

    /// A class of the model's own may have the name of one of Keras's.
    @Test(arguments: [#""registered_name": "mine>Flatten""#, #""module": "mine.layers""#])
    func customClasses(_ whose: String) throws {
        let failure = #expect(throws: Failure.self) {
            try model(#"{"class_name": "Flatten", \#(whose), "config": {"name": "f"}}"#)
        }
        #expect(failure?.code == "unsupported-layer" && failure?.node == "f")
    }

    /// Calls that read one another, or a call that does not exist.
    @Test(arguments: [
        (#"[[["b", 0, 0, {}]]]"#, "circle"), (#"[[["c", 0, 0, {}]]]"#, "does not exist"),
        (#"[[["b", 1, 0, {}]]]"#, "not stored"),
    ])
    func impossibleOrders(_ nodes: String, _ message: String) throws {
        let text =
            #"{"class_name": "Functional", "config": {"output_layers": [["a", 0, 0]], "layers": ["#
            + #"{"class_name": "Flatten", "config": {"name": "a"}, "inbound_nodes": \#(nodes)},"#
            + #"{"class_name": "Flatten", "config": {"name": "b"}, "inbound_nodes": [[["a", 0, 0, {}]]]}]}}"#
        let all = try KerasModel(JSONReader.value(Array(text.utf8)[...], limits: .standard), limits: .standard)
        let failure = #expect(throws: Failure.self) { try all.schedule() }
        #expect(failure?.message.contains(message) == true)
    }

    @Test func kerasModels() {
        #expect(throws: Failure.self) { try model("", type: "Sequential") }
        let failure = #expect(throws: Failure.self) { try model("{}", type: "MyModel") }
        #expect(failure?.code == "unsupported-model")
    }
}
