// SPDX-License-Identifier: Apache-2.0
import Allocations
import ArgumentParser
import Attacks
import Foundation

/// Counts what the iteration loop allocates: prints the number of allocations in each iteration of one block.
struct CountAllocations: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "allocations", abstract: "Count the allocations of every iteration of an attack on one block.")

    @OptionGroup var input: AttackInput

    func run() throws {
        guard allocation_count() >= 0 else { throw ValidationError("this build has a sanitizer: nothing is counted") }
        var model = try input.execution()
        let batch = try input.batches(model)[0]
        let attack = try input.attack(model)
        var counts: [Int] = []
        counts.reserveCapacity(1000)
        var last = 0
        _ = try attack.run(batch, model: &model) { _ in
            let now = allocation_count()
            counts.append(now - last)
            last = now
            return true
        }
        // The allocations before the first report belong to the start of the attack.
        print(counts.dropFirst().map(String.init).joined(separator: " "))
    }
}
