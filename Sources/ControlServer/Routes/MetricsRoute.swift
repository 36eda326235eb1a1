// SPDX-License-Identifier: Apache-2.0
import DaemonCore

/// `GET /metrics`: Prometheus' text form.
let metricsRoute = Route(
    .GET, "/metrics",
    .general { _, daemon in
        TextAnswer(contentType: Exposition.contentType, text: try await daemon.metrics().text)
    })
