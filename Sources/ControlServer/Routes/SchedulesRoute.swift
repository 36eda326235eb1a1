// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// `GET /v1/schedules`: all schedules, in the order of their names.
let schedulesRoute = Route(
    .GET, "/v1/schedules", .general { _, daemon in SchedulesAnswer(try await daemon.schedules.schedules()) })

/// `POST /v1/schedules?name=NAME&cron=LINE&(job=JOB|source=DIR)[&tz=ZONE][&inbox=NAME][&missed=…][&overlap=…]`
/// `[&jitter=SECONDS][&seed=keep][&replace=1]`: 409 if the name is taken or its owner has 50 schedules. Adding a
/// schedule never fires it.
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
        return ScheduleAnswer(try daemon.schedules.add(wanted, of: job, by: query.caller))
    })

/// `GET /v1/schedules/{schedule}`: a schedule with its latest 20 ticks.
let scheduleRoute = Route(
    .GET, "/v1/schedules/{schedule}",
    .schedule { daemon, schedule, _ in ScheduleAnswer(try daemon.schedules.report(schedule)) })

/// `GET /v1/schedules/{schedule}/next[?count=N]`: the next ticks, 5 without a count.
let nextTicksRoute = Route(
    .GET, "/v1/schedules/{schedule}/next", query: ["count"],
    .schedule { daemon, schedule, query in
        try daemon.schedules.nextTicks(of: schedule, count: try query.integer("count", in: 1...1000) ?? 5)
    })

/// `POST /v1/schedules/{schedule}/run-now`: answers when the job exists; 409 if the schedule has run this minute.
let runNowRoute = Route(
    .POST, "/v1/schedules/{schedule}/run-now", needs: .ownership,
    .schedule { daemon, schedule, _ in ScheduleAnswer(try await daemon.schedules.runNow(schedule)) })

/// `POST /v1/schedules/{schedule}/pause`: lets ticks pass; 409 if the schedule is paused already.
let pauseScheduleRoute = Route(
    .POST, "/v1/schedules/{schedule}/pause", needs: .ownership,
    .schedule { daemon, schedule, _ in ScheduleAnswer(try daemon.schedules.setPaused(schedule, true)) })

/// `POST /v1/schedules/{schedule}/resume`: continues with the next tick and makes up for none; 409 if the schedule is
/// not paused.
let resumeScheduleRoute = Route(
    .POST, "/v1/schedules/{schedule}/resume", needs: .ownership,
    .schedule { daemon, schedule, _ in ScheduleAnswer(try daemon.schedules.setPaused(schedule, false)) })

/// `DELETE /v1/schedules/{schedule}`: removes a schedule; its jobs and results stay.
let removeScheduleRoute = Route(
    .DELETE, "/v1/schedules/{schedule}", needs: .ownership,
    .schedule { daemon, schedule, _ in ScheduleAnswer(try daemon.schedules.remove(schedule)) })
