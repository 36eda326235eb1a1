import ControlAPI

/// `GET /v1/events?since=SEQUENCE[&wait=SECONDS][&job=JOB]`
let eventsRoute = Route(.GET, "/v1/events", query: ["since", "wait", "job"]) { request, daemon in
    let since = try request.integer("since", in: 0...Int.max) ?? 0
    let wait = try request.integer("wait", in: 0...60) ?? 0
    return try await daemon.events(since: since, job: request.query["job"], wait: .seconds(wait))
}
