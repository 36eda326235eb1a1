// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// `POST /v1/jobs/{job}/retry`: 409 `wrong-state` unless the job failed, was cancelled, or waits with `input-changed`;
/// 404 if its input is gone.
let retryRoute = Route(
    .POST, "/v1/jobs/{job}/retry", needs: .ownership,
    .job { daemon, job, _ in
        try await daemon.jobs.retry(job.number)
        return JobAnswer(try daemon.reader.report(job.number))
    })

/// `POST /v1/jobs/{job}/hold`: 409 `wrong-state` if the job is over.
let holdRoute = Route(
    .POST, "/v1/jobs/{job}/hold", needs: .ownership,
    .job { daemon, job, _ in
        try await daemon.jobs.hold(job.number)
        return JobAnswer(try daemon.reader.report(job.number))
    })

/// `POST /v1/jobs/{job}/release`: 409 `wrong-state` if the job is not held.
let releaseRoute = Route(
    .POST, "/v1/jobs/{job}/release", needs: .ownership,
    .job { daemon, job, _ in
        try daemon.jobs.release(job.number)
        return JobAnswer(try daemon.reader.report(job.number))
    })

/// `POST /v1/jobs/{job}/move?to=first`: 409 `wrong-state` if the job has begun or is over.
let moveRoute = Route(
    .POST, "/v1/jobs/{job}/move", query: ["to"], needs: .ownership,
    .job { daemon, job, query in
        guard query["to"] == "first" else { throw ErrorReport("bad-request", "move takes to=first") }
        try daemon.jobs.moveFirst(job.number, by: query.caller)
        return JobAnswer(try daemon.reader.report(job.number))
    })
