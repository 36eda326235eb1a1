// SPDX-License-Identifier: Apache-2.0
/// `GET /v1/status`: how the daemon and its inboxes stand.
let statusRoute = Route(.GET, "/v1/status", .general { _, daemon in try await daemon.status.report() })
