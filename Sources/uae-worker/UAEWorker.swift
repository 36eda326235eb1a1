// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Base
import CLinux
import Pipeline

/// The worker: inspects or computes one job in a process of its own.
@main
struct UAEWorker: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uae-worker",
        abstract: "Makes the augmented dataset of one bundle: with uaed, or alone.",
        discussion:
            "Exit status: 0 done, 64 usage, 65 the input is refused, 75 try again later, 70 an error of uaed itself.",
        version: WorkerVersion.current,
        subcommands: [
            Inspect.self, Generate.self, Run.self, Verify.self, Evaluate.self, Operators.self, Version.self,
            ReadHDF5.self,
        ])

    static func main() {
        uaed_be_private()
        main(nil)
    }
}
