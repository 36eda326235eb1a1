// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// `POST /v1/adopt?path=PATH`: gives a folder that has a claim's name, but belongs to no job, a bundle's name again.
/// 409 if it is a job's input, 403 if it is somebody else's, 404 if there is no such folder.
let adoptRoute = Route(
    .POST, "/v1/adopt", query: ["path"], needs: .membership,
    .general { query, daemon in
        guard let path = query["path"], path.isPath, path.utf8.first == UInt8(ascii: "/") else {
            throw ErrorReport("bad-request", "adopt takes path=, an absolute path")
        }
        return try await daemon.inboxes.adopt(path, by: query.caller)
    })
