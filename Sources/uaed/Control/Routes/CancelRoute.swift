import ControlAPI

/// `POST /v1/jobs/{job}/cancel`: 409 `wrong-state` where the job is over; the rename of its result decides.
let cancelRoute = Route(.POST, "/v1/jobs/{job}/cancel", needs: .ofJob) { request, daemon in
    JobAnswer(try await daemon.cancel(request.path[2]))
}
