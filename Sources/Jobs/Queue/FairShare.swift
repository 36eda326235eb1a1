// SPDX-License-Identifier: Apache-2.0
/// Whose job is next, in each line that people share: of those who wait, the one who had the least computing time in the last
/// day. Among one owner's own jobs the higher priority goes first, then the older one.
///
/// A whole line is told the same way: with each turn its owner counts as having used ``jobSeconds`` more.
public struct FairShare: Sendable, Equatable {
    /// Seconds that a turn counts beforehand: how long a job is going to take is not known to the line.
    public static let jobSeconds = 60.0
    /// Hours of which the computing time counts.
    public static let hours = 24

    /// Seconds of computing in the last day, by owner.
    public var used: [UInt32: Double]
    /// Places that owners hold at this moment, and how many of them one owner may hold while another waits.
    public var held: [UInt32: Int]
    public var mostEach: Int

    public init(used: [UInt32: Double] = [:], held: [UInt32: Int] = [:], mostEach: Int = .max) {
        self.used = used
        self.held = held
        self.mostEach = mostEach
    }

    /// One owner's jobs in a line.
    public struct Own: Sendable, Equatable {
        public var owner: UInt32
        public var count: Int
        /// The number of the oldest: among equals the first come goes first.
        public var oldest: Int

        public init(owner: UInt32, count: Int, oldest: Int) {
            self.owner = owner
            self.count = count
            self.oldest = oldest
        }
    }

    /// The owners of the first `limit` turns, in order.
    public func turns(_ line: [Own], limit: Int) -> [UInt32] {
        var (left, held, turns) = (line.filter { $0.count > 0 }, held, [UInt32]())
        var taken: [UInt32: Int] = [:]
        while turns.count < limit, !left.isEmpty {
            // Whoever holds all that one may hold stands back while others wait.
            let modest = left.filter { held[$0.owner, default: 0] < mostEach }
            let next = (modest.isEmpty ? left : modest).min { key($0, taken) < key($1, taken) }
            guard let next else { break }
            turns.append(next.owner)
            held[next.owner, default: 0] += 1
            taken[next.owner, default: 0] += 1
            if taken[next.owner] == next.count { left.removeAll { $0.owner == next.owner } }
        }
        return turns
    }

    private func key(_ own: Own, _ taken: [UInt32: Int]) -> (Double, Int, UInt32) {
        key(own, turn: taken[own.owner, default: 0])
    }

    private func key(_ own: Own, turn: Int) -> (Double, Int, UInt32) {
        (used[own.owner, default: 0] + Double(turn) * Self.jobSeconds, own.oldest, own.owner)
    }

    /// Turns before that of the job that has `place` of its owner's own before it; what is held at this moment apart.
    public func turnsBefore(place: Int, of owner: UInt32, _ line: [Own]) -> Int {
        guard let mine = line.first(where: { $0.owner == owner }) else { return place }
        let turn = key(mine, turn: place)
        return line.filter { $0.owner != owner }.reduce(place) { $0 + turns(of: $1, before: turn) }
    }

    /// Without counting one by one: lines may be long.
    private func turns(of own: Own, before turn: (Double, Int, UInt32)) -> Int {
        let estimate = (turn.0 - used[own.owner, default: 0]) / Self.jobSeconds
        var count = Int(min(max(0, estimate.rounded(.down)), Double(own.count)))
        // Sums are rounded: the order itself decides.
        while count > 0, key(own, turn: count - 1) >= turn { count -= 1 }
        while count < own.count, key(own, turn: count) < turn { count += 1 }
        return count
    }
}
