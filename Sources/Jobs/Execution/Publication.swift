// SPDX-License-Identifier: Apache-2.0
import Durability
import Base
import JobRecords

/// The step from a job's folder to the outbox: one rename, whole or not at all. No worker of the job may live.
struct Publication {
    let folder: JobFolder
    let outbox: String
    let disk: any Disk
    /// Names every file of a result with its digest: who knows its digest knows them all.
    static let manifest = "manifest.json"

    /// Who may change what is published.
    enum Modes {
        case group, owners
        /// The person who runs it without a daemon has a umask.
        case asItIs
    }

    /// Gives the result its last modes and group, and makes all of it durable.
    ///
    /// - Returns: the SHA-256 of its `manifest.json`.
    /// - Throws: fault `no-result`, `not-publishable`, where the worker has left something else than a result.
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

    /// - Throws: environment `exists`, where something else has got the name.
    func rename(to name: String) throws {
        try disk.rename(folder.result, to: outbox + "/" + name)
        try disk.syncFolder(outbox)
    }

    func absence(_ what: String) -> Failure {
        Failure(
            .fault, code: "no-result", "the worker said that the result was ready, but \(what)",
            hint: "uaectl retry computes what is missing", file: folder.path)
    }

    /// nil where there is no such file.
    private static func digest(in tree: any DiskReading, at folder: String) throws -> String? {
        guard let file = try tree.openFile("\(folder)/\(manifest)") else { return nil }
        var hasher = SHA256Hasher()
        var place = 0
        while case let bytes = try file.read(from: place, atMost: 1 << 20), !bytes.isEmpty {
            hasher.update(bytes[...])
            place += bytes.count
        }
        return hasher.finished
    }

    /// Whether the folder is a result whose `manifest.json` has this digest: people may write in an outbox, and put other things
    /// under its name.
    static func stands(_ result: String, digest: String?, on disk: any Disk) throws -> Bool {
        guard let digest, let tree = try disk.hold(result) else { return false }
        return try self.digest(in: tree, at: result) == digest
    }
}
