// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// `GET /v1/jobs[?state=STATE][&limit=N][&before=NUMBER]`: jobs, newest first, at most 1000.
let jobsRoute = Route(
    .GET, "/v1/jobs", query: ["state", "limit", "before"],
    .general { query, daemon in
        let limit = try query.integer("limit", in: 1...JobsAnswer.mostJobs)
        let before = try query.integer("before", in: 1...Query.largest)
        return JobsAnswer(
            try await daemon.reader.jobs(state: query["state"], before: before, limit: limit ?? JobsAnswer.mostJobs))
    })

/// `GET /v1/jobs/{job}`: a job by its number, or the newest job of a name.
let jobRoute = Route(.GET, "/v1/jobs/{job}", .job { daemon, job, _ in JobAnswer(daemon.reader.report(job)) })
