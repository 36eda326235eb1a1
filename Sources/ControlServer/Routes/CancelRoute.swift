// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// `POST /v1/jobs/{job}/cancel`: 409 `wrong-state` if the job is over, also if its result was published first: the
/// rename into the outbox decides.
let cancelRoute = Route(
    .POST, "/v1/jobs/{job}/cancel", needs: .ownership,
    .job { daemon, job, _ in
        try await daemon.jobs.cancel(job.number)
        return JobAnswer(try daemon.reader.report(job.number))
    })
