// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Pipeline

struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the version.")

    func run() {
        Output.line("uae-worker \(WorkerVersion.current) (numerics \(NumericsVersion.current))")
    }
}
