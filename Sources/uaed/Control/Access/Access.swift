import ControlAPI
import Foundation
import Synchronization

/// Who may do what: root and the daemon's own user everything, members of `admin_group` too; members of `group` see
/// everything and change what is their own; nobody else gets an answer.
struct Access: Sendable {
    enum Role: Sendable {
        case administrator, member, stranger
    }

    /// The daemon's own user.
    let user: UInt32
    /// Their names, and their numbers where this machine has such groups.
    let names: (members: String, administrators: String)
    let members: UInt32?
    private let administrators: UInt32?

    init(user: UInt32 = geteuid(), _ configuration: Configuration) {
        self.user = user
        names = (configuration.group, configuration.adminGroup)
        members = Account.group(named: names.members)
        administrators = Account.group(named: names.administrators)
    }

    func role(of caller: Caller) -> Role {
        if caller.uid == 0 || caller.uid == user { return .administrator }
        if let administrators, caller.groups.contains(administrators) { return .administrator }
        if let members, caller.groups.contains(members) { return .member }
        return .stranger
    }

    /// Of those that matter here.
    var groups: [UInt32] { [members, administrators].compactMap(\.self) }
}

/// What a route asks of its caller.
enum Need: Sendable {
    /// Everything is shown to members.
    case look
    /// It changes something, but nobody's own, or only what the caller makes at this moment.
    case membership
    /// It changes what belongs to this uid.
    case ownership(@Sendable (Request, Daemon) async throws -> UInt32)
    /// It changes what belongs to many.
    case administration

    /// `/v1/jobs/{job}/…`
    static let ofJob = Need.ownership { try await $1.find($0.path[2]).ownerUid }
    /// `/v1/schedules/{schedule}/…`
    static let ofSchedule = Need.ownership { try await $1.find(schedule: $0.path[2]).ownerUid }

    var isChange: Bool { if case .look = self { false } else { true } }
}

extension Access {
    /// - Throws: `not-permitted`, with what would permit it; what the daemon says where there is no such thing.
    func check(_ need: Need, _ request: Request, _ daemon: Daemon) async throws {
        let role = role(of: request.caller)
        guard role != .administrator else { return }
        guard role == .member else {
            throw ErrorReport(
                "not-permitted", "user \(request.caller.name) may not use this daemon",
                hint:
                    "members of the group \(names.members) may: sudo usermod -aG \(names.members) \(request.caller.name)"
            )
        }
        switch need {
        case .look, .membership: return
        case .ownership(let owner):
            let owner = try await owner(request, daemon)
            guard owner != request.caller.uid else { return }
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
final class CurrentAccess: Sendable {
    private let access: Mutex<Access>

    init(_ access: Access) { self.access = Mutex(access) }

    var value: Access {
        get { access.withLock { $0 } }
        set { access.withLock { $0 = newValue } }
    }
}
