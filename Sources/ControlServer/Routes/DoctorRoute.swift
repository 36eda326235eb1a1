// SPDX-License-Identifier: Apache-2.0
import DaemonCore

/// `GET /v1/doctor`: checks the daemon and its folders now.
let doctorRoute = Route(
    .GET, "/v1/doctor",
    .general { _, daemon in
        let doctor = await daemon.status.doctor
        return await Background.run { doctor.report() }
    })
