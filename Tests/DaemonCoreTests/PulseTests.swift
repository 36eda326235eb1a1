// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import Testing

@testable import ControlServer
@testable import DaemonCore

@Suite(.timeLimit(.minutes(10))) struct PulseTests {
    /// What the service manager heard.
    final class Ear: Sendable {
        let heard = Mutex<[String]>([])
        var messages: [String] { heard.withLock { $0 } }
        var manager: ServiceManager { ServiceManager { [self] text in heard.withLock { $0.append(text) } } }
    }

    @Test func theFirstRoundMeansReadyEachFurtherOneFeeds() {
        let ear = Ear()
        let pulse = Pulse(ear.manager)
        for _ in 0..<3 { Pulse.Loop.allCases.forEach(pulse.turned) }
        #expect(ear.messages == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"])
    }

    /// Whichever loop hangs, the others' turns do not feed.
    @Test(arguments: Pulse.Loop.allCases) func oneLoopThatHangsStarvesTheWatchdog(_ hanging: Pulse.Loop) {
        let ear = Ear()
        let pulse = Pulse(ear.manager)
        Pulse.Loop.allCases.forEach(pulse.turned)
        for _ in 0..<100 {
            for loop in Pulse.Loop.allCases where loop != hanging { pulse.turned(loop) }
        }
        #expect(ear.messages == ["READY=1"])
        pulse.turned(hanging)
        #expect(ear.messages == ["READY=1", "WATCHDOG=1"])
    }

    @Test func asksThreeTimesWithinTheLimitOfItsOwnProcess() {
        #expect(Pulse.interval(environment: ["WATCHDOG_USEC": "60000000"], pid: 7) == .seconds(20))
        #expect(Pulse.interval(environment: ["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "7"], pid: 7) == .seconds(1))
        #expect(Pulse.interval(environment: ["WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "8"], pid: 7) == nil)
        for none in [[:], ["WATCHDOG_USEC": "0"], ["WATCHDOG_USEC": "soon"]] {
            #expect(Pulse.interval(environment: none, pid: 7) == nil)
        }
    }

    @Test func aStatusIsOneLineAndToldOnce() {
        let ear = Ear()
        let manager = ear.manager
        for line in ["watching", "watching", "two\nlines"] { manager.say(line) }
        #expect(ear.messages == ["STATUS=watching", "STATUS=two lines"])
    }

    @Test func socketsOfOthersAreNotTaken() throws {
        #expect(try SocketActivation.controlSocket(environment: [:], pid: 7) == nil)
        #expect(try SocketActivation.controlSocket(environment: ["LISTEN_PID": "8", "LISTEN_FDS": "1"], pid: 7) == nil)
        let two = ["LISTEN_PID": "7", "LISTEN_FDS": "2", "LISTEN_FDNAMES": "a:b"]
        #expect(throws: (any Error).self) { try SocketActivation.controlSocket(environment: two, pid: 7) }
    }
}
