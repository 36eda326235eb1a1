// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Foundation
import Synchronization

/// Who may do what: root and the daemon's own user everything, members of `admin_group` too; members of `group` see
/// everything and change what is their own; nobody else gets an answer.
package struct Access: Sendable {
    package enum Role: Sendable {
        case administrator, member, stranger
    }

    /// The daemon's own user.
    let user: UInt32
    /// Their names, and their numbers where this machine has such groups.
    let names: (members: String, administrators: String)
    package let members: UInt32?
    private let administrators: UInt32?

    init(user: UInt32 = geteuid(), _ configuration: Configuration) {
        self.user = user
        names = (configuration.group, configuration.adminGroup)
        members = Account.group(named: names.members)
        administrators = Account.group(named: names.administrators)
    }

    package func role(of caller: Caller) -> Role {
        if caller.uid == 0 || caller.uid == user { return .administrator }
        if let administrators, caller.groups.contains(administrators) { return .administrator }
        if let members, caller.groups.contains(members) { return .member }
        return .stranger
    }

    /// Of those that matter here.
    package var groups: [UInt32] { [members, administrators].compactMap(\.self) }
}

/// What a route asks of its caller.
package enum Need: Sendable {
    /// Everything is shown to members.
    case look
    /// It changes something, but nobody's own, or only what the caller makes at this moment.
    case membership
    /// It changes, or makes use of, what the request names: that must be the caller's own.
    case ownership
    /// It changes what belongs to many.
    case administration

    package var isChange: Bool { self != .look }
}

extension Access {
    /// - Parameter owner: of what the request names; nil where it names nothing.
    /// - Throws: `not-permitted`, with what would permit it.
    package func check(_ need: Need, _ caller: Caller, owner: UInt32?) throws(ErrorReport) {
        let role = role(of: caller)
        guard role != .administrator else { return }
        guard role == .member else {
            throw ErrorReport(
                "not-permitted", "user \(caller.name) may not use this daemon",
                hint: "members of the group \(names.members) may: sudo usermod -aG \(names.members) \(caller.name)")
        }
        switch need {
        case .look, .membership: return
        case .ownership:
            guard let owner, owner != caller.uid else { return }
            throw ErrorReport(
                "not-permitted", "it belongs to \(Account.name(of: owner) ?? "user \(owner)"), not to you",
                hint: "its owner may, and members of the group \(names.administrators)")
        case .administration:
            throw ErrorReport(
                "not-permitted", "only administrators may",
                hint: "root may, and members of the group \(names.administrators)")
        }
    }
}

extension Caller {
    /// The login name, or the number.
    var name: String { Account.name(of: uid) ?? String(uid) }
}

/// The access in force, for any thread; a reload sets it.
package final class CurrentAccess: Sendable {
    private struct State {
        var access: Access
        var changed: @Sendable () -> Void = {}
    }

    private let state: Mutex<State>

    init(_ access: Access) { state = Mutex(State(access: access)) }

    package var value: Access { state.withLock(\.access) }

    func set(_ access: Access) {
        let changed = state.withLock { state in
            state.access = access
            return state.changed
        }
        changed()
    }

    /// Has `body` called after each change: connections outlive it.
    package func whenChanged(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.changed = body } }
}
