// SPDX-License-Identifier: Apache-2.0
import DaemonCore
import NIOCore

/// The event that a reload has changed access rights.
struct AccessChanged: Sendable {}

/// Connections outlive a reload; the rights of their callers do not.
extension HTTPHandler {
    /// Asks the kernel again for the caller's groups, among those that matter now. A caller that may not even look any
    /// more gets no further part of an answer in the making, and its next request is refused.
    func review(_ context: ChannelHandlerContext) {
        let access = router.daemon.context.access.value
        Caller.of(context.channel, among: access.groups).assumeIsolated().whenComplete { [self] result in
            if case .success(let caller) = result { self.caller = caller }
            // This ends reads only: a change runs in a task of its own (``Router``).
            if access.role(of: caller) == .stranger { work?.cancel() }
        }
    }
}
