import ControlAPI

/// `POST /v1/jobs/{job}/retry`: 409 `wrong-state` where the job neither failed nor was cancelled, 404 where its input is gone.
let retryRoute = Route(.POST, "/v1/jobs/{job}/retry", needs: .ofJob) { request, daemon in
    JobAnswer(try await daemon.retry(request.path[2]))
}

/// `POST /v1/jobs/{job}/hold`: 409 `wrong-state` where the job is over.
let holdRoute = Route(.POST, "/v1/jobs/{job}/hold", needs: .ofJob) { request, daemon in
    JobAnswer(try await daemon.hold(request.path[2]))
}

/// `POST /v1/jobs/{job}/release`: 409 `wrong-state` where the job is not held.
let releaseRoute = Route(.POST, "/v1/jobs/{job}/release", needs: .ofJob) { request, daemon in
    JobAnswer(try await daemon.release(request.path[2]))
}

/// `POST /v1/jobs/{job}/move?to=first`: 409 `wrong-state` where the job has begun or is over.
let moveRoute = Route(.POST, "/v1/jobs/{job}/move", query: ["to"], needs: .ofJob) { request, daemon in
    guard request.query["to"] == "first" else { throw ErrorReport("bad-request", "move takes to=first") }
    return JobAnswer(try await daemon.moveFirst(request.path[2], by: request.caller))
}
