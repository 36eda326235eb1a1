// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// `GET /v1/jobs/{job}/log[?offset=BYTES]`: at most 64 KiB, from the offset on or at the log's end.
let logRoute = Route(
    .GET, "/v1/jobs/{job}/log", query: ["offset"],
    .job { daemon, job, query in
        try daemon.reader.log(of: job, from: try query.integer("offset", in: 0...Query.largest))
    })
