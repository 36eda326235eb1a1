// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import DaemonCore
import FoundationEssentials

/// `POST /v1/clean?older_than=SECONDS[&dry_run=1]`: deletes finished inputs and job folders, never a result.
let cleanRoute = Route(
    .POST, "/v1/clean", query: ["older_than", "dry_run"], needs: .administration,
    .general { query, daemon in
        guard let age = try query.integer("older_than", in: 0...Query.largest) else {
            throw ErrorReport("bad-request", "clean takes older_than=SECONDS")
        }
        let (retention, limit) = (await Retention(daemon.context), Date.now - Double(age))
        let isDry = try query.flag("dry_run")
        return await Background.run { retention.clean(inputsBefore: limit, jobsBefore: limit, isDry: isDry) }
    })
