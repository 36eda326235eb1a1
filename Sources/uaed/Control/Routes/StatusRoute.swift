/// `GET /v1/status`
let statusRoute = Route(.GET, "/v1/status") { _, daemon in
    try await daemon.status()
}
