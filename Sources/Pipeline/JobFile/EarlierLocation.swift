// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Jobs

/// Where the result that `earlier` names lies: in the bundle itself, or in the outbox.
struct EarlierLocation: Sendable, Equatable {
    /// The bundle or the outbox.
    let folder: String
    /// The name of a folder directly below `folder`.
    let name: String
    let isInBundle: Bool

    /// The bundle is searched before the outbox. A folder of data that happens to have the name is no result, because
    /// it holds no list of digests. A symbolic link is not followed.
    ///
    /// - Parameter kind: the kind of the failure if neither folder holds such a result.
    init(_ name: String, bundle: String, outbox: String?, failing kind: Failure.Kind) throws {
        let places = [(bundle, true)] + (outbox.map { [($0, false)] } ?? [])
        guard let place = try places.first(where: { try Self.holds($0.0, name) }) else {
            throw Failure(
                kind, code: "no-earlier",
                "earlier = \"\(name)\": neither the bundle nor the outbox holds a published result of this name",
                hint: outbox.map { "ls '\($0)'" } ?? "no outbox was named: add --outbox DIR, or copy it into the bundle"
            )
        }
        (folder, isInBundle) = place
        self.name = name
    }

    static func holds(_ folder: String, _ name: String) throws -> Bool {
        let disk = LocalDisk()
        return try disk.status("\(folder)/\(name)")?.kind == .folder
            && disk.status("\(folder)/\(name)/\(DigestList.name)")?.kind == .file
    }

    /// Whether the text can only be the name of a published folder: it is no path and not hidden.
    static func isName(_ name: String) -> Bool {
        !name.hasPrefix(".") && name.utf8.count <= 255 && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 < 32 }
    }
}
