// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// The open connections. Each user has a share of them; a user who opens more loses the connection that has been silent
/// longest. A client that takes all it can get thus shuts out only itself.
final class OpenConnections: Sendable {
    private struct Entry {
        let user: UInt32
        /// The table's turn at the connection's last activity.
        var turn: UInt64
        /// True while a complete request on it is being answered.
        var isServed = false
        /// Bytes of answers that the client has not taken yet.
        var held = 0
        let close: @Sendable () -> Void
        let review: @Sendable () -> Void
    }

    private struct Table {
        var entries: [Int: Entry] = [:]
        var next = 0
        var turn: UInt64 = 0
        var held = 0
        /// Finished as soon as no connection is being served.
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

        /// The connection that has been silent longest, preferably one that is not being served.
        func stalest(where matches: (Entry) -> Bool) -> Int? {
            entries.filter { matches($0.value) }
                .min { ($0.value.isServed ? 1 : 0, $0.value.turn) < ($1.value.isServed ? 1 : 0, $1.value.turn) }?.key
        }

        /// The connection with the most unread bytes.
        var laziest: Int? { entries.filter { $0.value.held > 0 }.max { $0.value.held < $1.value.held }?.key }

        /// The user with the most connections.
        var greediest: UInt32? {
            Dictionary(grouping: entries.values, by: \.user).max { $0.value.count < $1.value.count }?.key
        }
    }

    private let limits: ControlServer.Limits
    private let table = Mutex(Table())

    init(_ limits: ControlServer.Limits) { self.limits = limits }

    /// Admits a connection. If its user's share, or the table, is full, one connection is closed for it: of that
    /// user's, or of those of the user with the most, the one that has been silent longest.
    ///
    /// - Parameters:
    ///   - close: closes the connection.
    ///   - review: checks its caller's rights again.
    /// - Returns: the connection's number in this table.
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

    /// Checks the rights of every connection's caller again, after a change of access.
    func reviewAll() { table.withLock { Array($0.entries.values) }.forEach { $0.review() } }

    /// Records activity on a connection: a request has arrived, or a part of an answer was taken.
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

    /// Returns when no connection is being served any more, or after `limit`.
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

    /// Records bytes of an answer that the client is yet to take. If all clients together exceed the limit, the
    /// connections with the most such bytes are closed.
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

    /// Records that the client has taken these bytes.
    func letGo(_ id: Int, _ bytes: Int) {
        table.withLock { table in
            guard table.entries[id] != nil else { return }
            table.entries[id]?.held -= bytes
            table.held -= bytes
        }
    }
}
