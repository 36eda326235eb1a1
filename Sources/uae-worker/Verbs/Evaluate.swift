// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Durability
import FoundationEssentials
import Pipeline

/// `uae-worker evaluate`: a model's outputs and gradients, for comparison with another framework.
struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a checkpoint's outputs, and Jᵀv for a cotangent v, as NPY files.",
        discussion: "X.npy is float32, [batch, …] in the model's own range and layout; DIR gets output.npy and, with "
            + "--cotangent, gradient.npy.")

    @Option(help: "A checkpoint: NAME.onnx, .safetensors, .keras, .h5 or .pt2.")
    var checkpoint: String

    @Option(help: "Inputs: float32 NPY.")
    var input: String

    @Option(help: "A cotangent v of the output: float32 NPY of the output's shape.")
    var cotangent: String?

    @Option(name: .customLong("out"), help: "The folder for output.npy and gradient.npy.")
    var folder: String

    func run() throws {
        Restart.alone()
        try CommandEnd.reporting(to: { _ in }) {
            try LocalDisk().makeFolders(URL(fileURLWithPath: folder).path)
            let inputs = [Cage.place(ofCheckpoint: checkpoint), input] + (cotangent.map { [$0] } ?? [])
            try Cage(reading: inputs, writing: [folder]).close()
            let evaluation = ModelEvaluation(
                checkpoint: checkpoint, input: input, cotangent: cotangent, folder: folder, hdf5: .forked)
            try evaluation.run().forEach(Output.line)
        }
    }
}
