// SPDX-License-Identifier: Apache-2.0
/// What was compared in a shard.
struct FuzzFigures: CustomStringConvertible {
    private(set) var cases = 0, compared = 0, unsettled = 0, settings = 0, refused = 0, executions = 0, lanes = 0

    mutating func add(_ verdict: FuzzVerdict) {
        cases += 1
        compared += verdict.compared
        unsettled += verdict.unsettled
        settings += verdict.settings
        refused += verdict.isRefused ? 1 : 0
        executions += verdict.executions
        lanes += verdict.lanes
    }

    var description: String {
        "\(cases) cases, \(compared) gradients compared, \(unsettled) at kinks, \(settings) of settings; "
            + "\(executions) runs as in an attack, \(lanes) of them in lanes; \(refused) exports refused by name"
    }
}
