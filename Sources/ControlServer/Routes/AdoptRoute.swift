// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// `POST /v1/adopt?path=PATH`: a folder that has a claim's name and is of no job gets a bundle's name again, and is taken as one. 409
/// where it is a job's, 403 where it is another's, 404 where there is no such folder.
let adoptRoute = Route(
    .POST, "/v1/adopt", query: ["path"], needs: .membership,
    .general { query, daemon in
        guard let path = query["path"], path.isPath, path.utf8.first == UInt8(ascii: "/") else {
            throw ErrorReport("bad-request", "adopt takes path=, an absolute path")
        }
        return try await daemon.adopt(path, by: query.caller)
    })
