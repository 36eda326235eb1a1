// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Testing

@testable import DaemonCore

/// What limits are where nothing is said.
@Suite(.timeLimit(.minutes(10))) struct LimitTests {
    private let scratch = try! Scratch()

    private func memory(_ files: [String: String]) throws -> MachineMemory {
        for (name, text) in files { try scratch.file(name, text) }
        return MachineMemory(root: scratch.path)
    }

    private static let gigabytes = 1 << 30

    @Test func memoryOfTheMachine() throws {
        let machine = try memory(["proc/meminfo": "MemFree: 1 kB\nMemTotal:       16777216 kB\n"])
        #expect(machine.share(of: 1) == Int(6.4 * Double(Self.gigabytes)))
        #expect(machine.share(of: 3) == Int(3.2 * Double(Self.gigabytes)))
        #expect(machine.share(of: 100) == Self.gigabytes, "with less no worker starts")
        #expect(MachineMemory(root: "/nowhere").share(of: 1) == Self.gigabytes)
    }

    /// The narrowest of the groups that it is in.
    @Test func memoryOfTheGroup() throws {
        let second = try memory([
            "proc/meminfo": "MemTotal:       67108864 kB\n", "proc/self/cgroup": "0::/system.slice/uaed.service\n",
            "sys/fs/cgroup/system.slice/uaed.service/memory.max": "max\n",
            "sys/fs/cgroup/system.slice/memory.max": "\(10 * Self.gigabytes)\n",
        ])
        #expect(second.share(of: 1) == 4 * Self.gigabytes)
        let first = try memory([
            "proc/self/cgroup": "5:cpu,memory:/docker/x\n1:name=systemd:/\n",
            "sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes": "\(5 * Self.gigabytes)\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
        ])
        #expect(first.share(of: 1) == 2 * Self.gigabytes)
    }

    @Test func memoryLimitIsSaid() throws {
        func parse(_ text: String) throws -> Configuration {
            try ConfigurationFile.parse(text, file: nil, places: ConfigurationTests.places)
        }
        #expect(try parse("").workerMemory == MachineMemory().share(of: 1))
        #expect(try parse("memory_limit = \"none\"").workerMemory == nil)
        #expect(try parse("memory_limit = \"2G\"").workerMemory == 2 * Self.gigabytes)
        #expect(try parse("keep_history = \"forever\"").keepHistory == .forever)
        #expect(try parse("").keepHistory.events == 90 * 86_400 && parse("").keepHistory.finished == nil)
        #expect(throws: Failure.self) { try parse("keep_history = \"sometimes\"") }
    }

    @Test func inspectionsGrowWithTheirBundle() {
        #expect(InspectionTime.limit(120, bytes: 0) == 120)
        #expect(InspectionTime.limit(120, bytes: 2_000_000_000) == 220)
        #expect(InspectionTime.limit(0.1, bytes: 1) == 1)
    }

    /// Nothing goes by its age while the clock has not proved itself.
    @Test func theClockProvesItself() {
        let (wall, machine) = (Date(timeIntervalSince1970: 1_795_507_200), ContinuousClock.now)
        var watch = ClockWatch(wall: wall, machine: machine)
        func look(_ seconds: Double, ahead: Double = 0) {
            watch.check(wall: wall + seconds + ahead, machine: machine + .seconds(seconds))
        }
        look(60)
        #expect(watch.permits(age: 30) && !watch.permits(age: 86_400))
        look(3601)
        #expect(watch.permits(age: 86_400))
        // Adjusted gently it stays steady.
        look(5000, ahead: 0.5)
        #expect(watch.permits(age: 86_400))
        // A step, and the one back.
        look(5005, ahead: 3e8)
        #expect(!watch.permits(age: 86_400))
        look(5010)
        look(8600)
        #expect(!watch.permits(age: 86_400))
        look(8611)
        #expect(watch.permits(age: 86_400))
    }
}
