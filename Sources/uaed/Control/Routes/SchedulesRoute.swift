import ControlAPI
import Foundation

/// `GET /v1/schedules`
let schedulesRoute = Route(.GET, "/v1/schedules") { _, daemon in SchedulesAnswer(try await daemon.schedules()) }

/// `POST /v1/schedules?name=NAME&cron=LINE&(job=JOB|source=DIR)[&tz=ZONE][&inbox=NAME][&missed=…][&overlap=…]`
/// `[&jitter=SECONDS][&seed=keep][&replace=1]`: 409 where the name is taken. It never fires.
let addScheduleRoute = Route(
    .POST, "/v1/schedules",
    query: [
        "name", "cron", "tz", "job", "source", "inbox", "missed", "overlap", "jitter", "seed", "replace",
    ], needs: .membership
) { request, daemon in
    var wanted = ScheduleRequest(name: request.query["name"] ?? "", cron: request.query["cron"] ?? "")
    (wanted.timeZone, wanted.inbox) = (request.query["tz"], request.query["inbox"])
    (wanted.job, wanted.source) = (request.query["job"], request.query["source"])
    (wanted.missed, wanted.overlap) = (request.query["missed"], request.query["overlap"])
    wanted.jitter = try request.integer("jitter", in: 0...86_400)
    if let seed = request.query["seed"] {
        guard seed == "keep" else { throw ErrorReport("bad-request", "seed=\(seed) is not seed=keep") }
        wanted.keepsSeed = true
    }
    wanted.replaces = try request.flag("replace")
    return ScheduleAnswer(try await daemon.add(wanted, by: request.caller))
}

/// `GET /v1/schedules/{schedule}`
let scheduleRoute = Route(.GET, "/v1/schedules/{schedule}") { request, daemon in
    ScheduleAnswer(try await daemon.schedule(request.path[2]))
}

/// `GET /v1/schedules/{schedule}/next[?count=N]`
let nextTicksRoute = Route(.GET, "/v1/schedules/{schedule}/next", query: ["count"]) { request, daemon in
    let count = try request.integer("count", in: 1...1000) ?? 5
    return try await daemon.nextTicks(of: request.path[2], count: count)
}

/// `POST /v1/schedules/{schedule}/run-now`: answers when the job is there; 409 where this minute has one.
let runNowRoute = Route(.POST, "/v1/schedules/{schedule}/run-now", needs: .ofSchedule) { request, daemon in
    ScheduleAnswer(try await daemon.runNow(request.path[2]))
}

/// `POST /v1/schedules/{schedule}/pause`
let pauseScheduleRoute = Route(.POST, "/v1/schedules/{schedule}/pause", needs: .ofSchedule) { request, daemon in
    ScheduleAnswer(try await daemon.setPaused(request.path[2], true))
}

/// `POST /v1/schedules/{schedule}/resume`: what it missed meanwhile stays missed.
let resumeScheduleRoute = Route(.POST, "/v1/schedules/{schedule}/resume", needs: .ofSchedule) { request, daemon in
    ScheduleAnswer(try await daemon.setPaused(request.path[2], false))
}

/// `DELETE /v1/schedules/{schedule}`: its jobs and results stay.
let removeScheduleRoute = Route(.DELETE, "/v1/schedules/{schedule}", needs: .ofSchedule) { request, daemon in
    ScheduleAnswer(try await daemon.remove(schedule: request.path[2]))
}
