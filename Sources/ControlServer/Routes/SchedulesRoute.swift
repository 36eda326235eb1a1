// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Foundation

/// `GET /v1/schedules`
let schedulesRoute = Route(
    .GET, "/v1/schedules", .general { _, daemon in SchedulesAnswer(try await daemon.schedules()) })

/// `POST /v1/schedules?name=NAME&cron=LINE&(job=JOB|source=DIR)[&tz=ZONE][&inbox=NAME][&missed=…][&overlap=…]`
/// `[&jitter=SECONDS][&seed=keep][&replace=1]`: 409 where the name is taken. It never fires.
let addScheduleRoute = Route(
    .POST, "/v1/schedules",
    query: [
        "name", "cron", "tz", "job", "source", "inbox", "missed", "overlap", "jitter", "seed", "replace",
    ], needs: .ownership,
    .jobIfAsked { daemon, job, query in
        var wanted = ScheduleRequest(name: query["name"] ?? "", cron: query["cron"] ?? "")
        (wanted.timeZone, wanted.inbox) = (query["tz"], query["inbox"])
        wanted.source = query["source"]
        (wanted.missed, wanted.overlap) = (query["missed"], query["overlap"])
        wanted.jitter = try query.integer("jitter", in: 0...86_400)
        if let seed = query["seed"] {
            guard seed == "keep" else { throw ErrorReport("bad-request", "seed=\(seed) is not seed=keep") }
            wanted.keepsSeed = true
        }
        wanted.replaces = try query.flag("replace")
        return ScheduleAnswer(try daemon.add(wanted, of: job, by: query.caller))
    })

/// `GET /v1/schedules/{schedule}`
let scheduleRoute = Route(
    .GET, "/v1/schedules/{schedule}",
    .schedule { daemon, schedule, _ in ScheduleAnswer(try daemon.report(schedule)) })

/// `GET /v1/schedules/{schedule}/next[?count=N]`
let nextTicksRoute = Route(
    .GET, "/v1/schedules/{schedule}/next", query: ["count"],
    .schedule { daemon, schedule, query in
        try daemon.nextTicks(of: schedule, count: try query.integer("count", in: 1...1000) ?? 5)
    })

/// `POST /v1/schedules/{schedule}/run-now`: answers when the job is there; 409 where this minute has one.
let runNowRoute = Route(
    .POST, "/v1/schedules/{schedule}/run-now", needs: .ownership,
    .schedule { daemon, schedule, _ in ScheduleAnswer(try await daemon.runNow(schedule)) })

/// `POST /v1/schedules/{schedule}/pause`
let pauseScheduleRoute = Route(
    .POST, "/v1/schedules/{schedule}/pause", needs: .ownership,
    .schedule { daemon, schedule, _ in ScheduleAnswer(try daemon.setPaused(schedule, true)) })

/// `POST /v1/schedules/{schedule}/resume`: what it missed meanwhile stays missed.
let resumeScheduleRoute = Route(
    .POST, "/v1/schedules/{schedule}/resume", needs: .ownership,
    .schedule { daemon, schedule, _ in ScheduleAnswer(try daemon.setPaused(schedule, false)) })

/// `DELETE /v1/schedules/{schedule}`: its jobs and results stay.
let removeScheduleRoute = Route(
    .DELETE, "/v1/schedules/{schedule}", needs: .ownership,
    .schedule { daemon, schedule, _ in ScheduleAnswer(try daemon.remove(schedule)) })
