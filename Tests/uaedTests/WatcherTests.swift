import Foundation
import Synchronization
import Testing

@testable import uaed

/// The library's state is global to the process: one watcher at a time.
@Suite(.serialized) struct WatcherTests {
    /// A watcher over `inbox`, and what it reported so far.
    final class Watched {
        let scratch = try! Scratch()
        let inbox: String
        let watcher: Watcher
        var events: AsyncStream<WatchEvent>.Iterator

        /// - Parameter holding: called on the watcher's thread before each report.
        init(
            holding: @escaping @Sendable (WatchEvent) -> Void = { _ in }, mostBuried: Int = 10_000,
            prepare: (Scratch) throws -> Void = { _ in }
        ) async throws {
            inbox = try scratch.folder("inbox")
            try prepare(scratch)
            let (stream, continuation) = AsyncStream.makeStream(of: WatchEvent.self)
            events = stream.makeAsyncIterator()
            var surroundings = Watcher.Surroundings(
                subdirectories: { path in
                    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
                    return names.filter {
                        let type = try? FileManager.default.attributesOfItem(atPath: "\(path)/\($0)")[.type]
                        return type as? FileAttributeType == .typeDirectory
                    }
                },
                isFinished: { $0.hasSuffix(".done") }, isIgnored: { $0.hasPrefix(".") || $0.hasSuffix(".done") })
            surroundings.mostBuried = mostBuried
            watcher = try Watcher(inboxes: [inbox], surroundings: surroundings) { event in
                holding(event)
                continuation.yield(event)
            }
            // The previous test's thread may still be on its way out.
            try await within(10, "the start of the watcher") { [watcher] in
                while true {
                    do { return try await watcher.start() } catch InotifyError.alreadyRunning { await Task.yield() }
                }
            }
        }

        deinit { watcher.stop() }

        /// Takes events until one is `wanted`; fails after ten seconds.
        func expect(_ wanted: WatchEvent, _ location: SourceLocation = #_sourceLocation) async throws {
            let deadline = Task { [watcher] in
                try await Task.sleep(for: .seconds(10))
                watcher.stop()
                Issue.record("no \(wanted) within 10 s", sourceLocation: location)
            }
            defer { deadline.cancel() }
            while let event = await events.next(isolation: #isolation) {
                if event == wanted { return }
            }
        }

        func changed(_ entry: String) -> WatchEvent { .changed(inbox: inbox, entry: entry) }
        func renamedIn(_ entry: String) -> WatchEvent { .renamedIn(inbox: inbox, entry: entry) }
    }

    @Test func filesFoldersAndNewNestedFolders() async throws {
        let watched = try await Watched(prepare: { try $0.folder("inbox/old/deep") })
        try watched.scratch.file("inbox/loose.csv", "a")
        try await watched.expect(watched.changed("loose.csv"))
        try watched.scratch.file("inbox/old/deep/a.png", "a")
        try await watched.expect(watched.changed("old"))
        try watched.scratch.folder("inbox/new/a/b/c")
        try await watched.expect(watched.changed("new"))
        // Only a watch on the new, nested folder can tell of a file that is written in it later.
        try await until(watched.watcher) { $0 == 3 + 4 }
        try watched.scratch.file("inbox/new/a/b/c/late.png", "a")
        try await watched.expect(watched.changed("new"))
    }

    @Test func onlyWholeRenamesAreRenamedIn() async throws {
        let watched = try await Watched()
        try watched.scratch.folder("outside/images")
        try watched.scratch.file("outside/images/a.png", "a")
        try FileManager.default.moveItem(atPath: watched.scratch.path + "/outside", toPath: watched.inbox + "/moved")
        try await watched.expect(watched.renamedIn("moved"))
        // submit: copied under a dot-name, renamed in the inbox.
        try watched.scratch.folder("inbox/.copying")
        try FileManager.default.moveItem(atPath: watched.inbox + "/.copying", toPath: watched.inbox + "/copied")
        try await watched.expect(watched.renamedIn("copied"))
        // A person renames a folder that may still be filling: no promise.
        try FileManager.default.moveItem(atPath: watched.inbox + "/copied", toPath: watched.inbox + "/other")
        try await watched.expect(watched.changed("other"))
        // One with an accent that joins the slash before it is a folder of the inbox like others.
        try watched.scratch.folder("inbox/\u{301}x")
        try await watched.expect(watched.changed("\u{301}x"))
        try FileManager.default.moveItem(atPath: watched.inbox + "/\u{301}x", toPath: watched.inbox + "/mended")
        try await watched.expect(watched.changed("mended"))
    }

    @Test func renamedFoldersKeepTheirWatchesUnderTheirNewName() async throws {
        let watched = try await Watched(prepare: { try $0.folder("inbox/a/b") })
        try FileManager.default.moveItem(atPath: watched.inbox + "/a", toPath: watched.inbox + "/z.job1.claimed")
        try await watched.expect(watched.changed("z.job1.claimed"))
        try watched.scratch.file("inbox/z.job1.claimed/b/rest.png", "a")
        try await watched.expect(watched.changed("z.job1.claimed"))
        #expect(watched.watcher.watches == 3)
        // A finished claim may stay for ever: it costs no watch.
        try FileManager.default.moveItem(
            atPath: watched.inbox + "/z.job1.claimed", toPath: watched.inbox + "/z.job1.done")
        try await watched.expect(watched.changed("z.job1.done"))
        try await until(watched.watcher) { $0 == 1 }
    }

    /// The library keeps an entry for each deleted folder: they are not counted, and too many of them begin it anew.
    @Test func deletedFoldersAreDropped() async throws {
        let watched = try await Watched(mostBuried: 3)
        for round in 0..<6 {
            try watched.scratch.folder("inbox/f\(round)/deep")
            try await until(watched.watcher) { $0 == 3 }
            try FileManager.default.removeItem(atPath: watched.inbox + "/f\(round)")
            try await until(watched.watcher) { $0 == 1 }
        }
        try await watched.expect(.overflow)
        try watched.scratch.file("inbox/after.csv", "a")
        try await watched.expect(watched.changed("after.csv"))
    }

    @Test func symbolicLinksAreNotFollowed() async throws {
        let watched = try await Watched(prepare: { try $0.folder("elsewhere/deep") })
        try FileManager.default.createSymbolicLink(
            atPath: watched.inbox + "/link", withDestinationPath: watched.scratch.path + "/elsewhere")
        try await watched.expect(watched.changed("link"))
        #expect(watched.watcher.watches == 1)
    }

    /// More events than the kernel's queue holds: the loss is reported, and watching goes on.
    @Test func overflow() async throws {
        let limit = try #require(
            Int(
                String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
                    .trimmingCharacters(in: .newlines)))
        // The watcher's thread stands still at the first event, so that the kernel's queue fills behind it.
        let (isHeld, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let once = Atomic(true)
        let watched = try await Watched(
            holding: { _ in
                guard once.exchange(false, ordering: .relaxed) else { return }
                isHeld.signal()
                gate.wait()
            }, prepare: { try $0.folder("inbox/many") })
        let folder = watched.inbox + "/many"
        try watched.scratch.file("inbox/first.csv", "a")
        #expect(await Task.detached { Self.isSignalled(isHeld) }.value, "the watcher saw nothing")
        // Two events a rename; the library itself holds a few that it has read already.
        _ = FileManager.default.createFile(atPath: folder + "/0", contents: nil)
        for index in 0..<limit { rename("\(folder)/\(index)", "\(folder)/\(index + 1)") }
        gate.signal()
        try await watched.expect(.overflow)
        try watched.scratch.file("inbox/after.csv", "a")
        try await watched.expect(watched.changed("after.csv"))
    }

    private static func isSignalled(_ semaphore: DispatchSemaphore) -> Bool {
        semaphore.wait(timeout: .now() + 10) == .success
    }

    @Test func onlyOneRunsInAProcess() async throws {
        let watched = try await Watched()
        let second = try Watcher(inboxes: [watched.inbox], surroundings: Self.blind) { _ in }
        await #expect(throws: InotifyError.self) { try await second.start() }
    }

    static let blind = Watcher.Surroundings(
        subdirectories: { _ in [] }, isFinished: { _ in false }, isIgnored: { _ in false })

    private func until(_ watcher: Watcher, _ condition: @escaping @Sendable (Int) -> Bool) async throws {
        try await within(10, "watches \(watcher.watches)") {
            while !condition(watcher.watches) { await Task.yield() }
        }
    }
}
