// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// `GET /v1/jobs/{job}/log[?offset=BYTES]`
let logRoute = Route(
    .GET, "/v1/jobs/{job}/log", query: ["offset"],
    .job { daemon, job, query in
        try daemon.log(of: job, from: try query.integer("offset", in: 0...Query.largest))
    })
