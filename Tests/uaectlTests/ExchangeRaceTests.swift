// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// People who share an inbox are strangers to one another: whatever mal exchanges in it while ann, or root, submits, nothing of
/// theirs outside it changes, and nothing of mal's is taken for theirs.
@Suite(.serialized, .enabled(if: geteuid() == 0, "needs several users"), .timeLimit(.minutes(30)))
struct ExchangeRaceTests {
    private static let rounds = 200

    /// Submits again and again while mal is at work.
    ///
    /// - Parameter after: shell words for after each round, in which `$n` is the bundle's name, as root.
    /// - Returns: each round's exit status.
    private func race(
        _ mode: String, _ submitter: Member, _ shared: SharedInbox, _ options: [String] = [], rounds: Int = rounds
    ) async throws -> [Int32] {
        let mal = try Adversary(mode, in: shared.inbox, against: shared.secret)
        let said = try await submitter.shell(
            """
            i=0; while [ $i -lt \(rounds) ]; do i=$((i+1)); n=n$i; "$@" --name $n >/dev/null 2>&1; echo $?
            rm -rf '\(shared.inbox)'/$n; done
            """, ["submit", shared.bundle] + options, socket: shared.scratch.socket)
        let did = try mal.end()
        print("mal against \(submitter), \(mode): \(rounds) rounds, \(did.dropLast())")
        let seen = try #require(did.split(separator: " ").first.flatMap { Int($0) })
        #expect(seen > rounds / 2, "mal saw too few stagings for a race: \(did)")
        return said.lines.compactMap { Int32($0) }
    }

    @Test(arguments: ["folders", "whole", "place"], [Member.ann, .root])
    func nothingElseChanges(_ mode: String, _ submitter: Member) async throws {
        let shared = try await SharedInbox(of: submitter)
        let before = try await shared.own()
        let statuses = try await race(mode, submitter, shared)
        #expect(statuses.count == Self.rounds)
        // The staging is taken away from under it, or what stands at its place is another: that fails, and is said.
        #expect(Set(statuses).isSubset(of: mode == "folders" ? [0] : [0, 1, 3, 7]), "\(statuses)")
        #expect(try await shared.own() == before)
    }

    @Test(arguments: [Member.ann, .root]) func theCleanUpRemovesNothingElse(_ submitter: Member) async throws {
        let shared = try await SharedInbox(of: submitter)
        let before = try await shared.own()
        let statuses = try await race("cleanup", submitter, shared)
        #expect(statuses.count { $0 == 7 } > Self.rounds / 2, "the name is taken: \(statuses)")
        #expect(try await shared.own() == before)
        let left = try FileManager.default.contentsOfDirectory(atPath: shared.inbox).filter { $0.contains(".submit-") }
        #expect(left == [])
    }

    /// What ann has submitted is hers to change, the service's to delete, and nobody else's.
    @Test func whatIsSubmittedIsItsOwners() async throws {
        let shared = try await SharedInbox(of: .ann)
        let said = try await Member.ann.shell(
            #""$@""#, ["submit", shared.bundle, "--name", "set"], socket: shared.scratch.socket)
        #expect(said.status == 0, "\(said)")
        for attempt in [
            "echo mine >> job.toml", "mv job.toml x", "rm model.onnx", "rm -r d0001", "touch d0001/new", "mkdir new",
            "chmod 666 job.toml", "mv d0001 d0002", "ln -s /etc/passwd d0001/link", "chmod g+w .",
        ] {
            let tried = try await Member.mal.shell("cd '\(shared.inbox)/set' && \(attempt)")
            #expect(tried.status != 0, "\(attempt): \(tried)")
        }
        let read = try await Member.mal.shell("cat '\(shared.inbox)/set/job.toml' '\(shared.inbox)/set/d0001/keep'")
        #expect(read.output == "seed\nx\n", "\(read)")
        let listsAreThere = !said.errors.contains("access control lists")
        print("access control lists: \(listsAreThere)")
        let claimed = try await Member.service.shell(
            "cd '\(shared.inbox)' && mv set set.job1.claimed && cat set.job1.claimed/d0001/keep")
        #expect(claimed.output == "x\n", "\(claimed)")
        let removed = try await Member.service.shell("rm -r '\(shared.inbox)/set.job1.claimed'")
        #expect((removed.status == 0) == listsAreThere, "\(removed)")
    }
}
