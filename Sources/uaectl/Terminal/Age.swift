// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// A duration on the command line: a number below 10⁹ with the unit `s`, `m`, `h` or `d`.
struct Age: ExpressibleByArgument {
    let seconds: Int

    init?(argument: String) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        guard let unit = argument.last.flatMap({ units[$0] }), let number = Int(argument.dropLast()), number >= 0,
            number < 1_000_000_000
        else { return nil }
        seconds = number * unit
    }
}
