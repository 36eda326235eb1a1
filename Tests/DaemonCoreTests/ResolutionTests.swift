// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Foundation
import JobRecords
import Jobs
import Ledger
import Logging
import Testing

@testable import ControlServer
@testable import DaemonCore

/// A name that changes hands after its right was looked at and before it is acted upon: every route that changes what it
/// names, in a real daemon with a real ledger and inbox. The adversary acts at that very moment.
@Suite(.timeLimit(.minutes(10))) struct ResolutionTests {
    private static let (ann, mal) = (UInt32(64_031), UInt32(64_032))

    /// A daemon that has a job and a schedule of mal's, both called `race`.
    private struct Stage: Sendable {
        let scratch: Scratch
        let daemon: Daemon
        let ledger: Ledger
        let work: String
        let state: JobState
        var inbox: String { scratch.path + "/in" }

        init(_ state: JobState) async throws {
            self.state = state
            scratch = try Scratch()
            daemon = try await Daemon.idle(in: scratch)
            daemon.rest()
            (ledger, work) = (daemon.context.ledger, await daemon.context.places[0].work.path)
            try addJob(1, mal)
            try addSchedule(mal)
        }

        func job(_ number: Int, _ owner: UInt32) -> JobRecord {
            JobRecord(
                number: number, name: "race", inbox: "in", inboxPath: inbox, outboxPath: scratch.path + "/out",
                outboxName: "race", workPath: work, state: state, ownerUid: owner, arrival: .settled,
                claimed: .now)
        }

        func addJob(_ number: Int, _ owner: UInt32) throws {
            let job = job(number, owner)
            let input = try scratch.folder("in/" + (job.claim as NSString).lastPathComponent)
            // Only root gives folders away; without, an input that is not its owner's is none to try again.
            if geteuid() == 0 { #expect(chown(input, owner, owner) == 0) }
            try ledger.save(job, JobEvent("claimed", of: job))
        }

        /// In place of one of the name.
        func addSchedule(_ owner: UInt32) throws {
            try ledger.save(
                ScheduleRecord(
                    name: "race", cron: "@daily", zone: "UTC", job: nil, source: scratch.path, inbox: "in",
                    missed: "once", overlap: "skip", jitter: 0, freshSeed: true, ownerUid: owner, created: .now),
                JobEvent("schedule", message: "set"))
        }

        func ask(_ route: Route, _ query: String) async throws -> Response {
            let path = route.pattern.map { $0.hasPrefix("{") ? "race" : $0 }.joined(separator: "/")
            let router = Router(daemon: daemon, logger: .silent)
            let caller = Caller(pid: 1, uid: ResolutionTests.mal, groups: [try #require(Account.group(named: "users"))])
            return await router.answer(route.method, "/" + path + query, [:], caller)
        }
    }

    private static let named = Router.routes.filter { route in
        if case .general = route.action { false } else { route.need.isChange }
    }

    /// The state in which the route has something to do, and what else it takes.
    private static let needs: [String: (state: JobState, query: String)] = [
        "cancel": (.queued, ""), "hold": (.queued, ""), "release": (.held, ""), "retry": (.failed, ""),
        "move": (.queued, "?to=first"),
    ]

    @Test func everyRouteIsTried() {
        let jobs = Self.named.filter { if case .job = $0.action { true } else { false } }
        #expect(Set(jobs.compactMap(\.pattern.last)) == Set(Self.needs.keys))
        #expect(Self.named.count == jobs.count + 5, "run-now, pause, resume, remove and add of schedules")
    }

    @Test(arguments: Self.named.filter { if case .job = $0.action { true } else { false } })
    func aJobsNameChangesHands(_ route: Route) async throws {
        let verb = try #require(route.pattern.last)
        let needs = try #require(Self.needs[verb])
        let stage = try await Stage(needs.state)
        let before = try #require(try stage.ledger.job(1))
        await stage.daemon.betweenRightAndAct { try? stage.addJob(2, Self.ann) }
        let answer = try await stage.ask(route, needs.query)
        let anns = try #require(try stage.ledger.job(2), "the adversary has acted")
        var asMade = stage.job(2, Self.ann)
        asMade.claimed = anns.claimed
        #expect(anns == asMade, "\(verb) changed another person's job")
        let text = String(decoding: answer.body, as: UTF8.self)
        if verb != "retry" || geteuid() == 0 {
            #expect(answer.status == 200 && text.contains(#""number":1,"#), "\(verb): \(text)")
            #expect(try stage.ledger.job(1) != before, "\(verb) does what was asked for")
        }
        // And the next request is about ann's.
        #expect(try await stage.ask(route, needs.query).status == 403)
    }

    @Test(arguments: Self.named.filter { if case .schedule = $0.action { true } else { false } })
    func aSchedulesNameChangesHands(_ route: Route) async throws {
        let stage = try await Stage(.queued)
        await stage.daemon.betweenRightAndAct { try? stage.addSchedule(Self.ann) }
        let answer = try await stage.ask(route, "")
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(answer.status == 409 && text.contains("set anew"), "\(route.pattern): \(text)")
        let schedule = try #require(try stage.ledger.schedule("race"))
        #expect(schedule.ownerUid == Self.ann && !schedule.paused && schedule.since == schedule.created)
        #expect(try stage.ledger.ticks(of: "race", limit: 9).isEmpty)
        #expect(try await stage.ask(route, "").status == 403)
    }

    /// The job that a schedule repeats is the one that its right was looked at for.
    @Test func theJobOfAScheduleChangesHands() async throws {
        let stage = try await Stage(.queued)
        await stage.daemon.betweenRightAndAct { try? stage.addJob(2, Self.ann) }
        let query = "?name=nightly&cron=@daily&job=race"
        let answer = try await stage.ask(addScheduleRoute, query)
        #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        #expect(try stage.ledger.schedule("nightly")?.job == 1)
        #expect(try stage.ledger.job(2) != nil, "the adversary has acted")
        #expect(try await stage.ask(addScheduleRoute, query + "&replace=1").status == 403)
    }

    /// So is the schedule that another one takes the place of.
    @Test func aScheduleThatIsReplacedChangesHands() async throws {
        let stage = try await Stage(.queued)
        await stage.daemon.betweenRightAndAct { try? stage.addSchedule(Self.ann) }
        let answer = try await stage.ask(addScheduleRoute, "?name=race&cron=@hourly&job=race&replace=1")
        #expect(answer.status == 403)
        #expect(try stage.ledger.schedule("race")?.cron == "@daily")
    }
}

extension Daemon {
    /// Takes no turn by itself.
    nonisolated fileprivate func rest() { context.stopFlag.set() }

    /// Once.
    fileprivate func betweenRightAndAct(_ act: @escaping @Sendable () -> Void) {
        permitted = { daemon in
            daemon.permitted = nil
            act()
        }
    }
}
