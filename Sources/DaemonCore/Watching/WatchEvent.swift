// SPDX-License-Identifier: Apache-2.0
/// What is known of the inboxes' changes. Events only wake the daemon: scans decide.
package enum WatchEvent: Sendable, Hashable {
    /// Something changed at or below this entry of an inbox.
    case changed(inbox: String, entry: String)
    /// Events were lost: every inbox must be scanned.
    case overflow
    /// A directory is not watched: rescans still find what is in it.
    case unwatched(path: String, reason: String)
    /// So are some, because fs.inotify.max_user_watches is reached (inotify(7)).
    case watchLimit
    /// ``Watcher/trouble`` is another one.
    case trouble
}
