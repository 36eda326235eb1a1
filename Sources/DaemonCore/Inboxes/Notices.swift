// SPDX-License-Identifier: Apache-2.0

/// Selects the sentences to log among those that each survey of an inbox repeats: each is logged once until it is gone.
struct Notices: Sendable {
    /// The maximum number of lines for one survey: strangers choose the names in an inbox, and their number.
    static let most = 100

    /// Hash values of the last survey's sentences, because the sentences themselves could be many and long.
    private var known: Set<Int> = []

    init(known: [String] = []) { self.known = Set(known.map(\.hashValue)) }

    /// - Returns: the sentences that the last survey did not have; if there are too many, the first ones and how many more
    ///   there are.
    mutating func news(_ sentences: [String]) -> [String] {
        let fresh = sentences.filter { !known.contains($0.hashValue) }
        known = Set(sentences.map(\.hashValue))
        guard fresh.count > Self.most else { return fresh }
        return fresh.prefix(Self.most) + ["and \(fresh.count - Self.most) more like these"]
    }
}
