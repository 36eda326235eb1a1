// SPDX-License-Identifier: Apache-2.0
import Foundation
import Models
import Tensors
import TestSupport
import Testing

@testable import Checkpoints

/// What the writer writes passes `onnx.checker`, and onnxruntime computes what the engine computes.
///
/// Needs a Python that has both: `$UAED_PYTHON`, else `python3`. Without one the test says so and holds nothing.
@Suite(.timeLimit(.minutes(10))) struct OnnxCheckerTests {
    static let python = ProcessInfo.processInfo.environment["UAED_PYTHON"] ?? "python3"

    /// Checks every model of a folder: NAME.onnx against NAME.json (shape and values of x, values of y).
    static let script = """
        import glob, json, sys
        import numpy, onnx, onnxruntime
        onnxruntime.set_default_logger_severity(4)
        for path in sorted(glob.glob(sys.argv[1] + "/*.onnx")):
            model = onnx.load(path)
            onnx.checker.check_model(model, full_check=True)
            case = json.load(open(path[:-5] + ".json"))
            session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
            x = numpy.array(case["x"], dtype=numpy.float32).reshape(case["shape"])
            y = session.run([case["output"]], {session.get_inputs()[0].name: x})[0].ravel()
            worst = float(numpy.abs(y - numpy.array(case["y"], dtype=numpy.float32)).max())
            if not worst < 1e-4:
                print(path, worst)
        """

    private struct Case: Encodable {
        var shape: [Int]
        var x: [Float]
        var output: String
        var y: [Float]
    }

    /// Exit status and standard output.
    private func run(_ arguments: [String]) -> (status: Int32, output: String)? {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [Self.python] + arguments
        process.standardOutput = pipe
        process.standardError = pipe
        guard (try? process.run()) != nil else { return nil }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private func write(_ file: String, to scratch: Scratch, _ generator: inout SeededGenerator) throws {
        let graph = try Checkpoint(folder: Fixtures.folder, file: file).graph
        let name = file.replacingOccurrences(of: "/", with: "-")
        var execution = try Execution<Float>(graph, batch: 2)
        let x = (0..<2 * execution.sampleCount).map { _ in Float.random(in: 0...1, using: &generator) }
        execution.forward(Tensor(shape: [2, execution.sampleCount], elements: x))
        try scratch.write(OnnxWriter.bytes(of: graph), name + ".onnx")
        let expected = Case(
            shape: [2] + execution.sampleShape, x: x, output: execution.outputName, y: execution.output.elements)
        try scratch.write(Array(JSONEncoder().encode(expected)), name + ".json")
    }

    @Test func onnxAndItsRuntimeAgree() throws {
        guard run(["-c", "import onnx, onnxruntime"])?.status == 0 else {
            print("skipped: \(Self.python) has no onnx and onnxruntime (set UAED_PYTHON)")
            return
        }
        let scratch = try Scratch()
        var generator = SeededGenerator(seed: 41)
        let free = RealExportTests.exports.map { "checkpoints/" + $0.file }.filter { !$0.contains("dynamo") }
        for file in free + OnnxWriterTests.otherModels { try write(file, to: scratch, &generator) }
        let result = try #require(run(["-c", Self.script, scratch.path]))
        #expect(result.status == 0 && result.output.isEmpty, "\(result.output)")
    }
}
