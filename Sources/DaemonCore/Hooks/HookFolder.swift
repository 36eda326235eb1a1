// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Glibc

/// The folder `hooks.d`: programs that run when a job ends. Each name begins with the end that the program is for.
struct HookFolder: Sendable {
    enum End: String, Sendable {
        case done = "on_done"
        case failed = "on_failed"
    }

    let path: String
    let disk: any Disk

    /// Finds the hooks for an end, in the byte-wise order of their names. As in run-parts(8), names with other characters than
    /// letters, digits, `_` and `-` are left out, because editors and dpkg leave copies behind.
    ///
    /// - Returns: the paths of those that run, and why others do not: somebody besides root and uaed's own user could change them.
    func hooks(for end: End) throws -> (hooks: [String], refused: [Failure]) {
        var found: (hooks: [String], refused: [Failure]) = ([], [])
        guard try disk.status(path) != nil else { return found }
        for name in try disk.names(in: path).sorted() where Self.matches(name, end) {
            let hook = "\(path)/\(name)"
            do {
                try Self.check(hook)
                found.hooks.append(hook)
            } catch let failure as Failure {
                found.refused.append(failure)
            }
        }
        return found
    }

    private static func matches(_ name: String, _ end: End) -> Bool {
        guard name.hasPrefix(end.rawValue) else { return false }
        let rest = name.dropFirst(end.rawValue.count)
        return (rest.first.map { "-_".contains($0) } ?? true)
            && rest.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
    }

    /// Refuses a hook that others can change. It runs with uaed's rights, so only root and uaed's own user may have written it.
    private static func check(_ hook: String) throws {
        var status = stat()
        guard stat(hook, &status) == 0 else {
            throw Failure(
                .environment, code: "hook", "the hook cannot be looked at", hint: "ls -lL '\(hook)'", file: hook)
        }
        guard status.st_uid == 0 || status.st_uid == geteuid(), status.st_mode & 0o022 == 0 else {
            throw Failure.refused(
                "hook", "the hook can be changed by others: it is not run",
                hint: "chown root '\(hook)' && chmod 755 '\(hook)'", file: hook)
        }
    }
}
