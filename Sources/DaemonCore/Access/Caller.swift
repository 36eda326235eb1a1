// SPDX-License-Identifier: Apache-2.0
import CLinux
import NIOCore

/// The process at the other end of a connection, as the kernel knew it when it connected (unix(7): SO_PEERCRED and
/// SO_PEERGROUPS).
package struct Caller: Sendable {
    package var pid: Int32
    package var uid: UInt32
    /// Its group and its supplementary groups, among those that the daemon asked for.
    var groups: Set<UInt32>

    /// - Parameter groups: the groups that matter, because a process may be in more than a thousand.
    package static func of(_ channel: any Channel, among groups: [UInt32]) -> EventLoopFuture<Caller> {
        guard let options = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        let peer: EventLoopFuture<uaed_peer> = options.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: uaed_option_peer))
        let lists: EventLoopFuture<uaed_groups> = options.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: uaed_option_groups))
        // If it has more groups than can be read, only its own group counts.
        return peer.and(lists.recover { _ in uaed_groups() }).map { peer, list in
            let found = groups.filter { group in
                peer.gid == group || withUnsafePointer(to: list) { uaed_has_group($0, group) }
            }
            return Caller(pid: peer.pid, uid: peer.uid, groups: Set(found))
        }
    }
}
