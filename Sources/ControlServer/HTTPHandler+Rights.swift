// SPDX-License-Identifier: Apache-2.0
import DaemonCore
import NIOCore

/// A reload has changed who may do what.
struct AccessChanged: Sendable {}

/// Connections outlive a reload, rights do not.
extension HTTPHandler {
    /// Looks again at what the kernel knows of the caller, by the groups that matter now. Who may not even look any more gets
    /// no further part of an answer that is still being made, and is refused at the next request.
    func review(_ context: ChannelHandlerContext) {
        let access = router.daemon.access.value
        Caller.of(context.channel, among: access.groups).assumeIsolated().whenComplete { [self] result in
            if case .success(let caller) = result { self.caller = caller }
            // Changes are made to their end (``Router``): only what is looked at ends.
            if access.role(of: caller) == .stranger { work?.cancel() }
        }
    }
}
