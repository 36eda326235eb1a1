// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI

/// A room of one's own in an inbox, under a dot-name that the daemon ignores: nobody else may enter it (mode 0700), whatever
/// the bundle's own modes are by then, and whatever name others give it meanwhile.
struct Staging {
    let inbox: OpenFolder
    private let name: String
    let room: OpenFolder

    /// - Parameter bundle: its name in the inbox.
    init(for bundle: String, in inbox: OpenFolder, process: Int32) throws {
        self.inbox = inbox
        let stem = ".\(bundle).submit-\(process)"
        // What a killed one left, or somebody put there, may have the first of these names.
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

    /// Takes it away with everything that is in it, wherever it stands by now; only its name may be left behind.
    func discard() {
        try? room.empty()
        removeName()
    }

    /// Takes the empty room away.
    func removeName() {
        guard let own = try? room.status(), let there = try? inbox.status(of: name), there.isSameObject(as: own) else {
            return
        }
        // It could only be exchanged for another empty folder of the same inbox by whoever may remove that himself.
        try? inbox.removeFolder(name)
    }

    /// Puts the bundle at its place by one rename.
    ///
    /// - Throws: `exists`.
    func release(_ bundle: String) throws { try room.rename(bundle, to: inbox, as: bundle) }

    /// Makes its place durable, and looks whether it is the one that stands there.
    ///
    /// - Throws: `exchanged` where somebody has put something else there.
    func confirm(_ bundle: OpenFolder?, _ name: String) throws {
        guard let bundle else { return }
        // Where the inbox may not be listed, its file system can be synced through the bundle.
        do { try inbox.sync() } catch is Failure { try bundle.syncAll() }
        if try inbox.identity(of: name) == bundle.identity() { return }
        // The daemon may have claimed it already, and somebody else have used the name again.
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
