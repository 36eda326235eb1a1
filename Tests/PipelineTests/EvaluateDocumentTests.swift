// SPDX-License-Identifier: Apache-2.0
import Foundation
import Tensors
import Testing

@testable import Pipeline

/// `docs/CHECKPOINTS.md` shows how to hold the engine against PyTorch: its command runs, and its ten lines do where a
/// Python with PyTorch is (`$UAED_PYTHON`, else `python3`).
@Suite(.timeLimit(.minutes(10))) struct EvaluateDocumentTests {
    private static let document = Fixtures.folder.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/CHECKPOINTS.md")

    private func lines() throws -> String {
        let text = try String(contentsOf: Self.document, encoding: .utf8)
        return String(try #require(text.firstMatch(of: /```python\n([^`]+)```/)).output.1)
    }

    /// Exit status and what it printed, the built programs first on the path.
    private func run(_ arguments: [String], in scratch: Scratch) throws -> (status: Int32, output: String) {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
        let programs = URL(fileURLWithPath: WorkerProcess.program).deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        process.environment = ProcessInfo.processInfo.environment.merging(["PATH": "\(programs):\(path)"]) { $1 }
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    @Test func theCommandRuns() throws {
        let lines = try lines()
        #expect(lines.split(separator: "\n").count == 10)
        let command = try #require(lines.firstMatch(of: /"(uae-worker evaluate [^"]+)"/)).output.1
        let scratch = try Scratch()
        try scratch.write(Fixtures.bytes("checkpoints/dense_torch.onnx"), "model.onnx")
        for name in ["x.npy", "v.npy"] {
            try NPYFile.write(.init(repeating: 0.5, shape: [3, 784]), to: "\(scratch.path)/\(name)")
        }
        let finished = try run(command.split(separator: " ").map(String.init), in: scratch)
        #expect(finished.status == 0, "\(finished.output)")
        for name in ["output.npy", "gradient.npy"] {
            #expect(try NPYFile.read("\(scratch.path)/\(name)").shape == [3, 784])
        }
    }

    @Test func theTenLinesFindNoDifference() throws {
        let python = ProcessInfo.processInfo.environment["UAED_PYTHON"] ?? "python3"
        let scratch = try Scratch()
        guard try run([python, "-c", "import numpy, onnx, torch"], in: scratch).status == 0 else {
            print("evaluation: not held against PyTorch, \(python) has none (set UAED_PYTHON)")
            return
        }
        try scratch.write(
            "import torch\nmodel = torch.nn.Sequential(torch.nn.Linear(5, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2))\n"
                + "example = torch.rand(3, 5)\n", "mymodel.py")
        try scratch.write(lines(), "compare.py")
        let finished = try run([python, "compare.py"], in: scratch)
        #expect(finished.status == 0, "\(finished.output)")
        let last = finished.output.split(separator: "\n").last ?? ""
        let differences = last.split(separator: " ").compactMap { Double($0) }
        #expect(differences.count == 2 && differences.allSatisfy { $0 < 1e-5 }, "\(finished.output)")
    }
}
