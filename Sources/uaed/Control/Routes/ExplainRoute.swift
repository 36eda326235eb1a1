import ControlAPI

/// `GET /v1/explain?path=PATH` or `?job=JOB`
let explainRoute = Route(.GET, "/v1/explain", query: ["path", "job"]) { request, daemon in
    switch (request.query["path"], request.query["job"]) {
    case (let path?, nil) where path.hasPrefix("/"): try await daemon.explain(path: path)
    case (nil, let job?): try await daemon.explain(job: job)
    default:
        throw ErrorReport("bad-request", "explain takes either path=, an absolute path, or job=, a number or name")
    }
}
