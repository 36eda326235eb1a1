// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

struct Operators: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "The operators and layers that checkpoints may use, of ONNX, ATen and Keras. Runs uae-worker; no daemon is asked."
    )

    @OptionGroup var output: OutputOptions

    func run() throws {
        try WorkerProgram.run(["operators", "--format", output.format.rawValue])
    }
}
