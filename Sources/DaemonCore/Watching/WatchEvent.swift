// SPDX-License-Identifier: Apache-2.0
/// A change of the inboxes or of what can be watched. An event only wakes the daemon; the surveys decide.
package enum WatchEvent: Sendable, Hashable {
    /// Something changed in this entry of an inbox, or the entry itself.
    case changed(inbox: String, entry: String)
    /// Events were lost, so every inbox must be surveyed.
    case overflow
    /// A folder cannot be watched; rescans find what is in it.
    case unwatched(path: String, reason: String)
    /// Some folders cannot be watched, because fs.inotify.max_user_watches is reached (inotify(7)).
    case watchLimit
    /// ``Watcher/trouble`` has changed.
    case trouble
}
