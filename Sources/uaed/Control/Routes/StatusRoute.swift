/// `GET /v1/status`
let statusRoute = Route(.GET, "/v1/status", .general { _, daemon in try await daemon.status() })
