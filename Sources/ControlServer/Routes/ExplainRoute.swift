// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// `GET /v1/explain?path=PATH` or `?job=JOB`: why something is not running.
let explainRoute = Route(
    .GET, "/v1/explain", query: ["path", "job"],
    .jobIfAsked { daemon, job, query in
        switch (query["path"], job) {
        case (let path?, nil) where path.hasPrefix("/"): try daemon.reader.explain(path: path)
        case (nil, let job?): try daemon.reader.explain(job)
        default:
            throw ErrorReport(
                "bad-request", "explain takes either path=, an absolute path, or job=, a number or name")
        }
    })
