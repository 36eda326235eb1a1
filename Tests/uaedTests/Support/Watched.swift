import Durability
import Foundation
import Synchronization
import Testing

@testable import Jobs
@testable import uaed

/// A watcher over `inbox`, and what it reported so far.
final class Watched {
    let scratch: Scratch
    let inbox: String
    let looks: InboxLooks
    let watcher: Watcher
    private var events: AsyncStream<WatchEvent>.Iterator
    /// Names of folders under ignored names, as the last look at the inbox has them.
    private final class Box: Sendable { let names = Mutex<[String]>([]) }
    private let box: Box

    init(
        program: String = Watcher.usualProgram(), mostDead: Int = 10_000, scratch: Scratch? = nil,
        prepare: (Scratch) throws -> Void = { _ in }
    ) async throws {
        self.scratch = try scratch ?? Scratch()
        inbox = try self.scratch.folder("inbox")
        try prepare(self.scratch)
        let (stream, continuation) = AsyncStream.makeStream(of: WatchEvent.self)
        events = stream.makeAsyncIterator()
        let (looks, box) = (InboxLooks(inbox, disk: LocalDisk()), Box())
        (self.looks, self.box) = (looks, box)
        watcher = try Watcher(
            inboxes: [inbox],
            surroundings: Watcher.Surroundings(program: program, mostDead: mostDead) { _ in
                let look = try looks.look { .now }
                box.names.withLock { $0 = look.hidden.map(\.name) }
                return look
            }
        ) { continuation.yield($0) }
        try await within(20, "the start of the watcher") { [watcher] in await watcher.start() }
    }

    deinit { watcher.stop() }

    /// Takes events until one is `wanted`; fails after twenty seconds.
    func expect(_ wanted: WatchEvent, _ location: SourceLocation = #_sourceLocation) async throws {
        let deadline = Task { [watcher] in
            try await Task.sleep(for: .seconds(20))
            watcher.stop()
            Issue.record("no \(wanted) within 20 s", sourceLocation: location)
        }
        defer { deadline.cancel() }
        while let event = await events.next(isolation: #isolation) {
            if event == wanted { return }
        }
    }

    func changed(_ entry: String) -> WatchEvent { .changed(inbox: inbox, entry: entry) }

    /// Waits until so many folders are watched.
    func watches(_ count: Int) async throws {
        try await until("\(count) watches") { [watcher] in watcher.watches == count }
    }

    /// Waits until the watcher has seen the folder under its ignored name.
    func sees(_ name: String) async throws {
        try await until("a look at \(name)") { [box] in box.names.withLock { $0.contains(name) } }
    }

    func until(_ what: String, _ condition: @escaping @Sendable () -> Bool) async throws {
        try await within(20, what) { while !condition() { try await Task.sleep(for: .milliseconds(1)) } }
    }

    func rename(_ from: String, _ to: String) throws {
        guard Foundation.rename("\(scratch.path)/\(from)", "\(scratch.path)/\(to)") == 0 else {
            throw TimedOut("cannot rename \(from): \(errno)")
        }
    }
}
