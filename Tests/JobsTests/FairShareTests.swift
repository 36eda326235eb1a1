// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Testing

@testable import Ledger

/// Places go round among owners, by what they have used.
@Suite(.timeLimit(.minutes(10))) struct FairShareTests {
    private let scratch = try! Scratch()

    private func own(_ owner: UInt32, _ count: Int, oldest: Int) -> FairShare.Own {
        FairShare.Own(owner: owner, count: count, oldest: oldest)
    }

    @Test func whoUsedLeastIsNext() {
        let line = [own(1, 100, oldest: 1), own(2, 1, oldest: 101)]
        #expect(FairShare(used: [1: 5]).turns(line, limit: 2) == [2, 1])
        #expect(FairShare(used: [2: 5]).turns(line, limit: 2) == [1, 2])
        // Nobody has used anything: the first come, and then the other.
        #expect(FairShare().turns(line, limit: 3) == [1, 2, 1])
        #expect(FairShare().turns(line, limit: 1000).count == 101)
        #expect(FairShare().turns([own(1, 0, oldest: 0)], limit: 3) == [])
    }

    /// A thousand jobs of one person do not keep another's waiting.
    @Test func aCrowdKeepsNobodyWaiting() {
        let line = [own(1, 10_000, oldest: 1), own(2, 2, oldest: 10_001)]
        #expect(FairShare().turnsBefore(place: 0, of: 2, line) == 1)
        #expect(FairShare(used: [1: 3600]).turnsBefore(place: 1, of: 2, line) == 1)
        #expect(FairShare(used: [2: 3600]).turnsBefore(place: 0, of: 2, line) == 61)
        #expect(FairShare(used: [1: 1e12]).turnsBefore(place: 0, of: 1, line) == 2)
    }

    /// Whoever holds all but one place stands back while another waits, and only then.
    @Test func notAllPlacesForOne() {
        let line = [own(1, 5, oldest: 1), own(2, 5, oldest: 6)]
        let share = FairShare(used: [2: 1e6], held: [1: 1], mostEach: 1)
        #expect(share.turns(line, limit: 1) == [2])
        #expect(share.turns([line[0]], limit: 2) == [1, 1], "nobody else waits")
        #expect(FairShare(used: [2: 1e6], mostEach: 1).turns(line, limit: 2) == [1, 2])
    }

    @Test func theLastDayCounts() throws {
        let ledger = try Ledger(path: scratch.path + "/usage.sqlite")
        let now = Date(timeIntervalSince1970: 1_795_507_200)
        try ledger.charge([7: 10, 8: 1], at: now)
        try ledger.charge([7: 5], at: now + 60)
        try ledger.charge([8: 100], at: now + 3 * 3600)
        #expect(try ledger.used(by: now + 3 * 3600) == [7: 15, 8: 101])
        #expect(try ledger.used(by: now + 24 * 3600) == [8: 100])
        #expect(try ledger.used(by: now + 28 * 3600) == [:])
        // A clock that was ahead leaves nothing behind.
        try ledger.charge([9: 1], at: now + 1e8)
        try ledger.charge([7: 1], at: now)
        #expect(try ledger.used(by: now) == [7: 1], "the far hour swept the others away")
        #expect(try ledger.used(by: now + 1e8) == [:])
    }
}
