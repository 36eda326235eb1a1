// SPDX-License-Identifier: Apache-2.0
/// Sentences that a look at an inbox gives again and again while nothing changes: each is told once, until it is gone.
struct Notices: Sendable {
    /// Lines of one look. Names are strangers' to choose, and so is their number.
    static let most = 100

    /// Of what the last look gave: of many sentences no more than a number each stays.
    private var told: Set<Int> = []

    init(told: [String] = []) { self.told = Set(told.map(\.hashValue)) }

    /// - Returns: what was not there at the last look; where that is too much, its beginning and how many more there are.
    mutating func news(_ sentences: [String]) -> [String] {
        let fresh = sentences.filter { !told.contains($0.hashValue) }
        told = Set(sentences.map(\.hashValue))
        guard fresh.count > Self.most else { return fresh }
        return fresh.prefix(Self.most) + ["and \(fresh.count - Self.most) more like these"]
    }
}
