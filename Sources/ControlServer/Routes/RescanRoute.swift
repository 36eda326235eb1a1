// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// `POST /v1/rescan`: scans every inbox now.
let rescanRoute = Route(
    .POST, "/v1/rescan", needs: .membership,
    .general { _, daemon in
        await daemon.inboxes.rescan()
        return RescanAnswer(accepted: true)
    })
