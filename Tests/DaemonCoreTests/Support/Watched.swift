// SPDX-License-Identifier: Apache-2.0
import Durability
import Foundation
import Testing

@testable import DaemonCore
@testable import JobRecords
@testable import Jobs

/// A watcher over `inbox`, and what it reported so far.
final class Watched {
    let scratch: Scratch
    let inbox: String
    let looks: InboxLooks
    let watcher: Watcher
    private var events: AsyncStream<WatchEvent>.Iterator
    /// Ended where nothing comes any more: whoever waits goes on.
    private let source: AsyncStream<WatchEvent>.Continuation

    init(
        program: String = Watcher.usualProgram(), mostDead: Int = 10_000, scratch: Scratch? = nil,
        prepare: (Scratch) throws -> Void = { _ in }
    ) async throws {
        self.scratch = try scratch ?? Scratch()
        inbox = try self.scratch.folder("inbox")
        try prepare(self.scratch)
        let (stream, continuation) = AsyncStream.makeStream(of: WatchEvent.self)
        (events, source) = (stream.makeAsyncIterator(), continuation)
        looks = InboxLooks(inbox, disk: LocalDisk())
        watcher = try Watcher(.init(program: program, looks: [looks], mostDead: mostDead)) { continuation.yield($0) }
        try await within(20, "the start of the watcher") { [watcher] in await watcher.start() }
    }

    deinit { watcher.stop() }

    /// Takes events until one is `wanted`, or `other`; fails after twenty seconds.
    func expect(
        _ wanted: WatchEvent, or other: WatchEvent? = nil, _ location: SourceLocation = #_sourceLocation
    ) async throws {
        let deadline = Task { [watcher, source] in
            try await Task.sleep(for: .seconds(20))
            watcher.stop()
            source.finish()
            Issue.record("no \(wanted) within 20 s", sourceLocation: location)
        }
        defer { deadline.cancel() }
        while let event = await events.next(isolation: #isolation) {
            if event == wanted || event == other { return }
        }
    }

    func changed(_ entry: String) -> WatchEvent { .changed(inbox: inbox, entry: entry) }

    /// Waits until so many folders are watched.
    func watches(_ count: Int) async throws {
        try await until("\(count) watches") { [watcher] in watcher.watches == count }
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
