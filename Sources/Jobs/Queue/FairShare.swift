// SPDX-License-Identifier: Apache-2.0
/// Decides whose job is next in each line that people share: among the waiting owners, that of the owner with the least
/// computing time in the last day. Among one owner's jobs the higher priority goes first, then the older job.
///
/// A whole line is predicted in the same way: with each turn, its owner counts as having used ``jobSeconds`` more.
public struct FairShare: Sendable, Equatable {
    /// Seconds that each turn is charged in advance, because nobody knows how long a job is going to take.
    public static let jobSeconds = 60.0
    /// Hours for which computing time counts.
    public static let hours = 24

    /// Seconds of computing in the last day, keyed by owner.
    public var used: [UInt32: Double]
    /// Number of places that each owner holds at this moment.
    public var held: [UInt32: Int]
    /// Number of places that an owner may hold while another owner waits.
    public var mostEach: Int

    /// Memberwise initialiser.
    public init(used: [UInt32: Double] = [:], held: [UInt32: Int] = [:], mostEach: Int = .max) {
        self.used = used
        self.held = held
        self.mostEach = mostEach
    }

    /// One owner's jobs in a line.
    public struct Own: Sendable, Equatable {
        public var owner: UInt32
        public var count: Int
        /// Number of the oldest job: among equals, the owner of the oldest job goes first.
        public var oldest: Int

        /// Memberwise initialiser.
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
            // Owners with as many places as they may hold stand back while others wait.
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

    /// Number of turns before that of the job that has `place` jobs of its owner before it. Places that are held at
    /// this moment are not considered.
    public func turnsBefore(place: Int, of owner: UInt32, _ line: [Own]) -> Int {
        guard let mine = line.first(where: { $0.owner == owner }) else { return place }
        let turn = key(mine, turn: place)
        return line.filter { $0.owner != owner }.reduce(place) { $0 + turns(of: $1, before: turn) }
    }

    /// Computed without counting turn by turn, because lines may be long.
    private func turns(of own: Own, before turn: (Double, Int, UInt32)) -> Int {
        let estimate = (turn.0 - used[own.owner, default: 0]) / Self.jobSeconds
        var count = Int(min(max(0, estimate.rounded(.down)), Double(own.count)))
        // Sums are rounded, so the order itself decides.
        while count > 0, key(own, turn: count - 1) >= turn { count -= 1 }
        while count < own.count, key(own, turn: count) < turn { count += 1 }
        return count
    }
}
