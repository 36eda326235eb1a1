// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// The engine's side of `make bench`: samples, the attack itself, the core's peak, and the report.
@main struct UAEBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uae-bench", abstract: "Measures uaed's engine for make bench.",
        subcommands: [
            Samples.self, Attack.self, Train.self, CountAllocations.self, Stages.self, Peak.self, Report.self,
        ])
}
