/// `GET /metrics`: Prometheus' text form.
let metricsRoute = Route(.GET, "/metrics") { _, daemon in
    TextAnswer(contentType: Exposition.contentType, text: try await daemon.metrics().text)
}
