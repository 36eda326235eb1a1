// SPDX-License-Identifier: Apache-2.0
extension Statistics {
    /// These statistics with the outcomes of earlier runs beside their own.
    func beside(_ earlier: EarlierResult?) -> Statistics {
        guard let earlier else { return self }
        var result = self
        let all = earlier.runs.map(\.outcomes) + [outcomes]
        result.byRun = Dictionary(uniqueKeysWithValues: all.enumerated().map { ("\($0 + 1)", $1) })
        return result
    }
}
