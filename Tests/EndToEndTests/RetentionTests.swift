// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Nothing is deleted unless someone says so; then inputs and job folders, never a result.
@Suite(.serialized, .timeLimit(.minutes(30))) struct RetentionTests {
    private func names(_ folder: URL) -> Set<String> {
        Set((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    }

    @Test func cleanDeletesWhatIsOver() throws {
        let bundles = try Bundles()
        let daemon = try TestDaemon("rescan = 1\ndisk_reserve = 0")
        let jobs = try daemon.jobFolders
        try FileManager.default.moveItem(at: bundles.mice("a", rows: 20), to: daemon.inbox.appending(path: "a"))
        #expect(try daemon.await("a", ["published", "failed"]).state == "published")
        let bad = bundles.scratch.appending(path: "bad")
        try FileManager.default.createDirectory(at: bad, withIntermediateDirectories: true)
        try bundles.copy("mice_torch.onnx", to: bad)
        try Data("a,b\n1,2\n3\n".utf8).write(to: bad.appending(path: "bad.csv"))
        try FileManager.default.moveItem(at: bad, to: daemon.inbox.appending(path: "bad"))
        #expect(try daemon.await("bad", ["published", "failed"]).state == "failed")
        let before = names(daemon.inbox)
        #expect(before == ["a.job1.done", "bad.job2.failed", "bad.job2.failed.json"])
        #expect(names(jobs) == ["1", "2"])

        #expect(try daemon.ctl("clean", "--older-than", "1d").output.contains("deleted 0 inputs"))
        let dry = try daemon.ctl("clean", "--older-than", "0s", "--dry-run")
        #expect(dry.status == 0 && dry.output.contains("would delete 4 inputs and job folders"), "\(dry)")
        #expect(names(daemon.inbox) == before && names(jobs) == ["1", "2"])
        #expect(try daemon.ctl("clean", "--older-than", "yesterday").status == 2)

        // What a kill left on its way out goes with the rest, and not before.
        let leftovers = [daemon.inbox.appending(path: ".a.job1.done.removed")]
        try FileManager.default.moveItem(at: daemon.inbox.appending(path: "a.job1.done"), to: leftovers[0])
        // What is only called so is somebody else's.
        let others = daemon.inbox.appending(path: ".mine.removed")
        try FileManager.default.createDirectory(at: others, withIntermediateDirectories: true)
        #expect(try daemon.ctl("clean", "--older-than", "0s", "--dry-run").status == 0)
        #expect(leftovers.allSatisfy { FileManager.default.fileExists(atPath: $0.path) })

        let result = try published(daemon.outbox.appending(path: "a"))
        let cleaned = try daemon.ctl("clean", "--older-than", "0s")
        #expect(cleaned.status == 0 && cleaned.output.contains("deleted 3 inputs and job folders"), "\(cleaned)")
        #expect(names(daemon.inbox) == [".mine.removed"] && names(jobs) == [])
        #expect(differences(result, try published(daemon.outbox.appending(path: "a"))) == [])
        #expect(try daemon.job("a")?.state == "published", "the ledger still knows it")
        #expect(try daemon.ctl("doctor").status == 0)
    }

    @Test func keptForAsLongAsTheConfigurationSays() throws {
        let bundles = try Bundles()
        let daemon = try TestDaemon("rescan = 1\ndisk_reserve = 0\nkeep_inputs = \"1s\"\nkeep_jobs = \"1s\"")
        try FileManager.default.moveItem(at: bundles.mice("a", rows: 20), to: daemon.inbox.appending(path: "a"))
        #expect(try daemon.await("a", ["published", "failed"]).state == "published")
        let deadline = Date.now + 30
        let jobs = try daemon.jobFolders
        while !names(daemon.inbox).isEmpty || !names(jobs).isEmpty, Date.now < deadline { usleep(50_000) }
        #expect(names(daemon.inbox) == [] && names(jobs) == [])
        #expect(names(daemon.outbox).contains("a"))
    }

    /// Bytes by inbox, outbox and job, as `du` would count the files.
    @Test func statusTellsBytes() throws {
        let bundles = try Bundles()
        let daemon = try TestDaemon("rescan = 1\ndisk_reserve = 0")
        try FileManager.default.moveItem(at: bundles.mice("a", rows: 20), to: daemon.inbox.appending(path: "a"))
        #expect(try daemon.await("a", ["published", "failed"]).state == "published")
        func bytes(_ folder: URL) throws -> Int {
            try FileManager.default.subpathsOfDirectory(atPath: folder.path).reduce(0) { sum, path in
                let attributes = try FileManager.default.attributesOfItem(
                    atPath: folder.appending(path: path).path)
                return sum
                    + (attributes[.type] as? FileAttributeType == .typeRegular ? attributes[.size] as? Int ?? 0 : 0)
            }
        }
        let input = try bytes(daemon.inbox)
        let result = try bytes(daemon.outbox.appending(path: "a"))
        var usage: [String: Any] = [:]
        let deadline = Date.now + 30
        repeat {
            usleep(100_000)
            let status = try daemon.ctl("status", "--format", "json").output
            let object = try JSONSerialization.jsonObject(with: Data(status.utf8)) as? [String: Any]
            usage = object?["usage"] as? [String: Any] ?? [:]
        } while ((usage["jobs"] as? [[String: Any]])?.first?["result"] as? Int) != result && Date.now < deadline
        let job = try #require((usage["jobs"] as? [[String: Any]])?.first)
        #expect(job["number"] as? Int == 1 && job["input"] as? Int == input && job["result"] as? Int == result)
        #expect((usage["inboxes"] as? [[String: Any]])?.map { $0["bytes"] as? Int } == [input])
        #expect(
            (usage["outboxes"] as? [[String: Any]])?.map { $0["bytes"] as? Int } == [try bytes(daemon.outbox)])
        #expect(try daemon.ctl("status").output.contains(" of job 1 a: input "))
    }
}
