// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Glibc
import Synchronization

/// Decides who may do what. Root, the daemon's own user and members of `admin_group` may do everything. Members of `group` see
/// everything and change what is their own. Nobody else gets an answer.
package struct Access: Sendable {
    package enum Role: Sendable {
        case administrator, member, stranger
    }

    /// The daemon's own user.
    let user: UInt32
    /// The groups' names, and their numbers if this machine has such groups.
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

    /// The numbers of the groups that decide a role.
    package var groups: [UInt32] { [members, administrators].compactMap(\.self) }
}

/// What a route requires of its caller.
package enum Need: Sendable {
    /// It only shows something, which every member may see.
    case look
    /// It changes something that is nobody's own, or that the caller makes at this moment.
    case membership
    /// It changes or uses what the request names, which must be the caller's own.
    case ownership
    /// It changes what belongs to many.
    case administration

    package var isChange: Bool { self != .look }
}

extension Access {
    /// Checks that the caller meets the need.
    ///
    /// - Parameter owner: the owner of what the request names; nil if it names nothing.
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

/// The access in force, which any thread can read and a reload sets.
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

    /// Has `body` called after each change, because open connections must follow it.
    package func whenChanged(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.changed = body } }
}
