// SPDX-License-Identifier: Apache-2.0
import Durability
import Base
import Jobs

/// Where the result that `earlier` names lies: in the bundle itself, or in the outbox.
struct EarlierLocation: Sendable, Equatable {
    /// The bundle or the outbox.
    let folder: String
    /// Of a folder directly below it.
    let name: String
    let isInBundle: Bool

    /// The bundle's own comes first: a bundle that brings it stands for itself. A folder of data that happens to have the
    /// name is none, for it holds no list of digests.
    ///
    /// - Parameter kind: of the failure where neither holds such a folder. A link is not followed.
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

    /// Whether it can be a published folder's name and nothing else: no path, nothing hidden.
    static func isName(_ name: String) -> Bool {
        !name.hasPrefix(".") && name.utf8.count <= 255 && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 < 32 }
    }
}
