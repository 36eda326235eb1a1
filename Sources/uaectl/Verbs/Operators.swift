// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

struct Operators: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "The operators of ONNX and ATen and the layers of Keras that checkpoints may use. Runs uae-worker; no daemon is asked."
    )

    @OptionGroup var output: OutputOptions

    func run() throws {
        try WorkerProgram.run(["operators", "--format", output.format.rawValue])
    }
}
