// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// The connections that are open. Each user has a share of them, and whoever asks for more loses the one that was silent
/// longest: a client that holds all it can get shuts itself out, nobody else.
final class OpenConnections: Sendable {
    private struct Entry {
        let user: UInt32
        var turn: UInt64
        /// A whole request of it is being answered.
        var isServed = false
        /// Bytes of its answer that the client has not taken yet.
        var held = 0
        let close: @Sendable () -> Void
        let review: @Sendable () -> Void
    }

    private struct Table {
        var entries: [Int: Entry] = [:]
        var next = 0
        var turn: UInt64 = 0
        var held = 0
        /// Told when nobody is served any more.
        var idle: AsyncStream<Void>.Continuation?

        func tellIfIdle() {
            if !entries.values.contains(where: \.isServed) { idle?.finish() }
        }

        mutating func tick() -> UInt64 {
            turn += 1
            return turn
        }

        mutating func remove(_ id: Int) -> Entry? {
            guard let entry = entries.removeValue(forKey: id) else { return nil }
            held -= entry.held
            return entry
        }

        /// The one that was silent longest; first among those that nobody is at work for.
        func stalest(where matches: (Entry) -> Bool) -> Int? {
            entries.filter { matches($0.value) }
                .min { ($0.value.isServed ? 1 : 0, $0.value.turn) < ($1.value.isServed ? 1 : 0, $1.value.turn) }?.key
        }

        /// The one that leaves most of its answers.
        var laziest: Int? { entries.filter { $0.value.held > 0 }.max { $0.value.held < $1.value.held }?.key }

        /// The user with the most connections.
        var greediest: UInt32? {
            Dictionary(grouping: entries.values, by: \.user).max { $0.value.count < $1.value.count }?.key
        }
    }

    private let limits: ControlServer.Limits
    private let table = Mutex(Table())

    init(_ limits: ControlServer.Limits) { self.limits = limits }

    /// - Parameter review: looks at its caller's rights again.
    /// - Returns: what the connection is known by here.
    func enter(_ user: UInt32, close: @escaping @Sendable () -> Void, review: @escaping @Sendable () -> Void) -> Int {
        let (id, evicted) = table.withLock { table in
            let mine = table.entries.values.count { $0.user == user }
            var evicted: Entry?
            if mine >= limits.connectionsOfOne {
                evicted = table.stalest { $0.user == user }.flatMap { table.remove($0) }
            } else if table.entries.count >= limits.connections, let greediest = table.greediest {
                evicted = table.stalest { $0.user == greediest }.flatMap { table.remove($0) }
            }
            table.next += 1
            table.entries[table.next] = Entry(user: user, turn: table.tick(), close: close, review: review)
            return (table.next, evicted)
        }
        evicted?.close()
        return id
    }

    /// Who may do what has changed.
    func reviewAll() { table.withLock { Array($0.entries.values) }.forEach { $0.review() } }

    /// It said something, or was told something.
    func touch(_ id: Int, isServed: Bool) {
        table.withLock { table in
            let turn = table.tick()
            table.entries[id]?.turn = turn
            table.entries[id]?.isServed = isServed
            table.tellIfIdle()
        }
    }

    func leave(_ id: Int) {
        table.withLock { table in
            _ = table.remove(id)
            table.tellIfIdle()
        }
    }

    /// Returns when every answer that is being made is with its client, or after `limit`.
    func answersEnd(within limit: Duration) async {
        let (ends, continuation) = AsyncStream.makeStream(of: Void.self)
        table.withLock { table in
            table.idle = continuation
            table.tellIfIdle()
        }
        let alarm = Task {
            try? await Task.sleep(for: limit)
            continuation.finish()
        }
        for await _ in ends {}
        alarm.cancel()
    }

    /// So many bytes of an answer wait for the client to take them. Where all clients together leave too many, those that
    /// leave most are cut off.
    func holds(_ id: Int, _ bytes: Int) {
        let evicted = table.withLock { table in
            guard table.entries[id] != nil else { return [Entry]() }
            table.entries[id]?.held += bytes
            table.held += bytes
            var evicted: [Entry] = []
            while table.held > limits.heldBytes, let slow = table.laziest {
                if let entry = table.remove(slow) { evicted.append(entry) }
            }
            return evicted
        }
        evicted.forEach { $0.close() }
    }

    func letGo(_ id: Int, _ bytes: Int) {
        table.withLock { table in
            guard table.entries[id] != nil else { return }
            table.entries[id]?.held -= bytes
            table.held -= bytes
        }
    }
}
