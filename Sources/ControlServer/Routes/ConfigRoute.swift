// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// `GET /v1/config`: the configuration in force.
let configRoute = Route(
    .GET, "/v1/config",
    .general { _, daemon in
        let configuration = await daemon.context.configuration
        return ConfigurationReport(
            file: configuration.file, entries: configuration.entries,
            awaitingRestart: await daemon.reloading.awaitingRestart)
    })
