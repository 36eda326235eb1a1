// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI

/// A private folder in an inbox, under a dot-name that the daemon ignores. No other user may enter it (mode 0700),
/// independently of the bundle's own modes and of any name that others give to the folder.
struct Staging {
    let inbox: OpenFolder
    private let name: String
    let room: OpenFolder

    /// Makes the folder.
    ///
    /// - Parameter bundle: the bundle's name in the inbox.
    /// - Throws: `exists` if seven names are taken; `Failure`.
    init(for bundle: String, in inbox: OpenFolder, process: Int32) throws {
        self.inbox = inbox
        let stem = ".\(bundle).submit-\(process)"
        // A killed process, or another user, may have left folders of the first names.
        for attempt in 1..<8 {
            let name = attempt == 1 ? stem : "\(stem)-\(attempt)"
            do {
                room = try inbox.makeFolder(name)
                self.name = name
                return
            } catch let failure as Failure where failure.code == "exists" { continue }
        }
        throw ErrorReport(
            "exists", "'\(inbox.path)/\(stem)' and seven more are there already", hint: "remove them, and try again")
    }

    /// Removes the folder's contents and its name. If others have renamed the folder, it stays behind empty.
    func discard() {
        try? room.empty()
        removeName()
    }

    /// Removes the empty folder, if it still has its name.
    func removeName() {
        guard let own = try? room.status(), let there = try? inbox.status(of: name), there.isSameObject(as: own) else {
            return
        }
        // In between it could only be exchanged for an empty folder, and only by a user who may remove that one anyway.
        try? inbox.removeFolder(name)
    }

    /// Moves the bundle into the inbox with a single rename.
    ///
    /// - Throws: `exists` if the name is taken.
    func release(_ bundle: String) throws { try room.rename(bundle, to: inbox, as: bundle) }

    /// Makes the rename durable, and checks that the bundle is the folder of that name, or a claim made of it.
    ///
    /// - Throws: `exchanged` if somebody has put another folder in its place; `Failure` if the rename cannot be made
    ///   durable.
    func confirm(_ bundle: OpenFolder?, _ name: String) throws {
        guard let bundle else { return }
        // An inbox that may not be listed cannot be synced, but its file system can, through the bundle.
        do { try inbox.sync() } catch is Failure { try bundle.syncAll() }
        if try inbox.identity(of: name)?.isSame(as: bundle.identity()) == true { return }
        // The daemon may have claimed the bundle already, and another bundle may have taken the name since.
        let place = bundle.place()
        if let place, let inbox = inbox.place(), let entry = place.below(inbox), !entry.isPath,
            entry.hasPrefix(name + ".job")
        {
            return
        }
        throw ErrorReport(
            "exchanged", "'\(inbox.path)/\(name)' is not the bundle that was put there: somebody has exchanged it",
            hint: place.map { "yours is now '\($0)': look at it, and submit it again under another name" })
    }
}
