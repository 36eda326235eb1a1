// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Glibc

/// Checks inbox and outbox before anything is claimed: a missing folder is made, and it must be possible to make and
/// rename folders in it.
public struct RootCheck: Sendable {
    let disk: any Disk
    /// Codes of failures that may be over at the next start.
    static let passing = ["disk-full", "io", "too-many-files"]

    /// Memberwise initialiser.
    public init(disk: any Disk = LocalDisk()) { self.disk = disk }

    /// Checks an inbox.
    ///
    /// - Throws: `Failure`, refused `sticky-inbox`, `no-folder` or `unusable-folder`, with the command that mends it;
    ///   the disk's own if the disk is full or broken.
    public func inbox(_ path: String) throws {
        let status = try folder(path, "inbox")
        guard !status.isSticky else {
            throw Failure.refused(
                "sticky-inbox",
                "the inbox \(path) has the sticky bit: uaed could not rename what other users drop there",
                hint: "chmod -t '\(path)'", file: path)
        }
        try rename(path, "inbox")
    }

    /// Checks an outbox.
    ///
    /// - Throws: as ``inbox(_:)``, except for `sticky-inbox`.
    public func outbox(_ path: String) throws {
        _ = try folder(path, "outbox")
        try rename(path, "outbox")
    }

    private func folder(_ path: String, _ what: String) throws -> FileStatus {
        do {
            if try disk.status(path) == nil { try disk.makeFolders(path) }
        } catch let failure as Failure {
            throw refusal("the \(what) \(path) is not there and cannot be made", "mkdir -p '\(path)'", path, failure)
        }
        guard let status = try disk.status(path), status.kind == .folder else {
            throw Failure.refused(
                "no-folder", "the \(what) \(path) is not a folder (links are not followed)",
                hint: "name the folder itself in uaed.toml", file: path)
        }
        return status
    }

    private func rename(_ path: String, _ what: String) throws {
        // A random name, so that entries of others are never touched.
        let before = "\(path)/.uaed-check-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let after = before + "-renamed"
        do {
            try disk.makeFolder(before)
            try disk.rename(before, to: after)
            try disk.removeFolder(after)
            _ = try disk.names(in: path)
        } catch let failure as Failure {
            for left in [before, after] { try? disk.removeFolder(left) }
            throw refusal(
                "uaed cannot make and rename folders in the \(what) \(path)",
                "chgrp uaed '\(path)' && chmod 2775 '\(path)', or add it to the unit's ReadWritePaths=", path, failure)
        }
    }

    /// A full or broken disk is no mistake in the configuration and may be better at the next start, so its failure is
    /// kept.
    private func refusal(_ message: String, _ hint: String, _ path: String, _ cause: Failure) -> Failure {
        if Self.passing.contains(cause.code) { return cause }
        return Failure(.refused, code: "unusable-folder", message, hint: hint, file: path, cause: cause.message)
    }
}
