// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import JobRecords

/// The step from a job folder to the outbox: one rename, all or nothing. No worker of the job may be alive.
struct Publication {
    let folder: JobFolder
    let outbox: String
    let disk: any Disk
    /// The file that lists every file of a result with its digest, so that its own digest vouches for all of them.
    static let manifest = "manifest.json"

    /// Who may change a published result.
    enum Modes {
        case group, owners
        /// Leaves the modes as the caller's umask made them, for runs without a daemon.
        case asItIs
    }

    /// Gives the result its final modes and group, and makes all of it durable.
    ///
    /// - Returns: the SHA-256 of its `manifest.json`.
    /// - Throws: fault `no-result` or `not-publishable` if the worker has left no result, or something else;
    ///   environment `outbox-gone` if the outbox is not there.
    func prepare(_ modes: Modes) throws -> String {
        guard let result = try disk.hold(folder.result) else { throw absence("there is no folder 'result' in it") }
        guard let status = try disk.status(outbox), status.kind == .folder else {
            throw Failure(
                .environment, code: "outbox-gone", "the outbox \(outbox) is not there",
                hint: "mount it, or put the folder back: findmnt -T '\(outbox)'; uaed goes on by itself", file: outbox)
        }
        try result.openUp(modes == .asItIs ? ResultAccess() : ResultAccess(in: status, isOwners: modes == .owners))
        guard let digest = try Self.digest(in: result, at: folder.result) else {
            throw absence("its result has no \(Self.manifest)")
        }
        try disk.syncAll(folder.result)
        return digest
    }

    /// Moves the result into the outbox under `name`, durably.
    ///
    /// - Throws: environment `exists` if the name is taken.
    func rename(to name: String) throws {
        try disk.rename(folder.result, to: outbox + "/" + name)
        try disk.syncFolder(outbox)
    }

    func absence(_ what: String) -> Failure {
        Failure(
            .fault, code: "no-result", "the worker said that the result was ready, but \(what)",
            hint: "uaectl retry computes what is missing", file: folder.path)
    }

    /// The SHA-256 of the manifest in lower-case hex; nil if there is no manifest.
    private static func digest(in tree: any DiskReading, at folder: String) throws -> String? {
        try tree.openFile("\(folder)/\(manifest)")?.digest()
    }

    /// Whether the folder is a result whose `manifest.json` has this digest. People may write in an outbox, and put
    /// other things under a result's name.
    static func stands(_ result: String, digest: String?, on disk: any Disk) throws -> Bool {
        guard let digest, let tree = try disk.hold(result) else { return false }
        return try self.digest(in: tree, at: result) == digest
    }
}
