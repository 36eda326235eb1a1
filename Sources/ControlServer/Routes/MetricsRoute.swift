// SPDX-License-Identifier: Apache-2.0
import DaemonCore

/// `GET /metrics`: metrics in Prometheus' text format.
let metricsRoute = Route(
    .GET, "/metrics",
    .general { _, daemon in
        TextAnswer(contentType: Exposition.contentType, text: try await daemon.status.metrics().text)
    })
