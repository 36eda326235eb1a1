// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// No watch to be had: said with the sysctl's name, and rescans find everything all the same.
@Suite(.timeLimit(.minutes(30))) struct WatchLimitTests {
    /// A user namespace has a limit of its own (namespaces(7), /proc/sys/user).
    private static let limited = [
        "/usr/bin/unshare", "-Ur", "/bin/sh", "-c", "echo 0 > /proc/sys/user/max_inotify_watches && exec \"$@\"", "sh",
    ]

    @Test(.enabled("no user namespace can be made here") { try run(limited + ["/bin/true"]).status == 0 })
    func rescansFindWhatIsNotWatched() throws {
        let daemon = try TestDaemon("rescan = 1", settle: 0.1, wrapper: Self.limited)
        let status = try daemon.ctl("status").output
        #expect(status.contains("! not every folder is watched"), "\(status)")
        #expect(status.contains("fs.inotify.max_user_watches"))
        try FileManager.default.moveItem(at: Bundles().mice("m"), to: daemon.inbox.appending(path: "m"))
        #expect(try daemon.await("m", ["published", "failed"]).state == "published")
    }
}
