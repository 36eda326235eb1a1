import ControlAPI

/// `GET /v1/jobs[?state=STATE][&limit=N]`: newest first.
let jobsRoute = Route(.GET, "/v1/jobs", query: ["state", "limit", "before"]) { request, daemon in
    let limit = try request.integer("limit", in: 1...100_000)
    return JobsAnswer(try await daemon.jobs(state: request.query["state"], limit: limit ?? 1000))
}

/// `GET /v1/jobs/{job}`: a number, or a name, which means its newest job.
let jobRoute = Route(.GET, "/v1/jobs/{job}") { request, daemon in
    JobAnswer(try await daemon.job(request.path[2]))
}
