// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import FoundationEssentials

/// `POST /v1/pause[?until=2026-11-24T22:00:00Z]`: running jobs are finished, and no other job is begun.
let pauseRoute = Route(
    .POST, "/v1/pause", query: ["until"], needs: .administration,
    .general { query, daemon in
        guard let text = query["until"] else { return try await daemon.pause.pause(until: nil) }
        guard let end = try? Date(text, strategy: .iso8601) else {
            throw ErrorReport("bad-request", "until=\(text) is no instant like 2026-11-24T22:00:00Z")
        }
        return try await daemon.pause.pause(until: end)
    })

/// `POST /v1/resume`: 409 `wrong-state` if the daemon is not paused.
let resumeRoute = Route(
    .POST, "/v1/resume", needs: .administration, .general { _, daemon in try await daemon.pause.resume() })
