// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI

/// `GET /v1/version`: the version, protocol and capabilities, which clients check first.
let versionRoute = Route(
    .GET, "/v1/version",
    .general { _, _ in
        VersionReport(
            version: Release.version,
            capabilities: [
                "jobs", "log", "cancel", "explain", "events", "rescan", "doctor", "clean", "schedules", "retry",
                "hold", "move", "pause", "config", "metrics", "ledger-copy", "adopt",
            ])
    })
