// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import Testing

@testable import DaemonCore

/// The dispatcher calls its parts when they say so, and ends them in order.
@Suite(.timeLimit(.minutes(10))) struct DispatcherTests {
    /// A part that records its calls.
    @DaemonActor private final class Probe: TurnPart {
        private(set) var calls: [String] = []
        /// The answer to ``delay(after:)``, once.
        var wanted: Double?
        var isBusy = false
        let heard: AsyncStream<String>
        private let hearing: AsyncStream<String>.Continuation

        init() { (heard, hearing) = AsyncStream.makeStream(of: String.self) }

        func tick(_ now: Moment) { record("tick") }
        func delay(after now: Moment) -> Double? {
            defer { wanted = nil }
            return wanted
        }
        func reload() { record("reload") }
        func stop() { record("stop") }
        func kill() { record("kill") }

        func end(_ context: DaemonContext) {
            isBusy = false
            record("end")
            context.announce()
        }

        private func record(_ call: String) {
            calls.append(call)
            hearing.yield(call)
        }

        nonisolated func await(_ call: String) async throws {
            try await within(30, call) {
                for await heard in self.heard where heard == call { break }
            }
        }
    }

    @DaemonActor private struct Stage {
        let scratch: Scratch
        let daemon: Daemon
        let ear = PulseTests.Ear()
        let parts = [Probe(), Probe()]
        let dispatcher: Dispatcher
        var context: DaemonContext { daemon.context }

        init() throws {
            scratch = try Scratch()
            daemon = try Daemon.idle(in: scratch)
            let service = ServiceReporter(
                ear.manager, Pulse(ear.manager), daemon.context, JobsAtWork(), daemon.pause)
            dispatcher = Dispatcher(daemon.context, parts, JobsAtWork(), service)
        }
    }

    /// The next rescan is a minute away, so nothing but the part's answer makes the second turn.
    @Test @DaemonActor func aPartIsCalledWhenItIsDue() async throws {
        let stage = try Stage()
        stage.parts[1].wanted = 0.05
        let begin = ContinuousClock.now
        stage.dispatcher.turn()
        #expect(stage.parts.map(\.calls) == [["tick"], ["tick"]])
        try await stage.parts[0].await("tick")
        try await stage.parts[0].await("tick")
        #expect(.now - begin >= .milliseconds(50))
        await stage.dispatcher.stop()
    }

    @Test @DaemonActor func aRequestMakesATurn() async throws {
        let stage = try Stage()
        for _ in 0..<50 { stage.context.wake() }
        try await stage.parts[1].await("tick")
        #expect(stage.parts.map(\.calls) == [["tick"], ["tick"]], "many requests make one turn")
        await stage.dispatcher.stop()
    }

    /// Each part has the new settings before the turn that goes by them.
    @Test @DaemonActor func aReloadReachesEveryPart() async throws {
        let stage = try Stage()
        stage.dispatcher.reload { stage.context.configuration.settle = 77 }
        #expect(stage.parts.map(\.calls) == [["reload", "tick"], ["reload", "tick"]])
        #expect(stage.ear.messages.prefix(2).map { $0.prefix(9) } == ["RELOADING", "READY=1"])
        await stage.dispatcher.stop()
    }

    @Test @DaemonActor func stoppingWaitsForWhatIsBusy() async throws {
        let stage = try Stage()
        let busy = stage.parts[1]
        busy.isBusy = true
        let stopping = Task { await stage.dispatcher.stop() }
        try await busy.await("stop")
        #expect(busy.calls == ["stop"])
        busy.end(stage.context)
        await stopping.value
        #expect(stage.parts.map(\.calls) == [["stop", "kill"], ["stop", "end", "kill"]])
        stage.dispatcher.turn()
        #expect(!stage.parts[0].calls.contains("tick"), "no turn follows the stop")
    }
}
