// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// What a real uaectl prints for programs, of jobs of every kind, is what docs/schemas says.
@Test(.timeLimit(.minutes(30))) func everyDocumentIsAsItsSchemaSays() throws {
    let daemon = try TestDaemon()
    let (folder, bundles) = (try Scratch.folder(), try Bundles())
    let (good, bad) = (try bundles.mice("good"), try bundles.mice("bad"))
    try "a,b\n1\n".write(to: bad.appending(path: "mice.csv"), atomically: true, encoding: .utf8)
    for bundle in [good, bad] {
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: bundle.lastPathComponent))
    }
    #expect(try daemon.await("good", ["published"]).state == "published")
    #expect(try daemon.await("bad", ["failed"]).state == "failed")
    var count = 0
    func keep(_ schema: String, _ words: String..., status: Int32 = 0) throws {
        let told = try run(
            [Programs.path("uaectl")] + words + ["--format", "json"], environment: ["UAED_SOCKET": daemon.socket])
        #expect(told.status == status, "\(words): \(told)")
        count += 1
        try told.output.write(
            to: folder.appending(path: "\(schema).\(count).json"), atomically: true, encoding: .utf8)
    }
    func keepItems(_ schema: String, _ words: String...) throws {
        let told = try run(
            [Programs.path("uaectl")] + words + ["--format", "ndjson"], environment: ["UAED_SOCKET": daemon.socket])
        let lines = told.output.split(separator: "\n")
        #expect(told.status == 0 && !lines.isEmpty, "\(words): \(told)")
        for line in lines {
            count += 1
            try Data(line.utf8).write(to: folder.appending(path: "item-\(schema).\(count).json"))
        }
    }
    let more = try bundles.mice("more", job: "seed = 9\n" + Bundles.quick)
    try keep("pause", "pause")
    let picture = folder.deletingLastPathComponent().appending(path: "three.png").path
    try keep("rehearsal", "submit", "--dry-run", "--picture", picture, more.path)
    try keep("rehearsal", "inspect", more.path)
    try keep("submit", "submit", more.path)
    _ = try daemon.await("more", ["queued"])
    try keep("job", "hold", "more")
    try keep("job", "move", "more", "--first")
    try keep("status", "status")
    try keep("pause", "resume")
    try keep("job", "release", "more")
    try keep("jobs", "wait", "more")
    try keep("job", "show", "bad")
    try keep("jobs", "list")
    try keep("explanation", "explain", "bad")
    try keep("doctor", "doctor")
    try keep("rescan", "rescan")
    let stray = daemon.inbox.appending(path: "stray.job99.claimed")
    try FileManager.default.createDirectory(at: stray, withIntermediateDirectories: false)
    try keep("adopt", "adopt", stray.path)
    try keep("config", "config")
    try keep("version", "version")
    try keep("log", "logs", "good")
    try keep("clean", "clean", "--older-than", "0s", "--dry-run")
    try keep("schedule", "schedule", "add", "nightly", "--cron", "@daily", "--job", "good")
    try keep("schedules", "schedule", "list")
    try keep("ticks", "schedule", "next", "nightly")
    try keep("operators", "operators")
    let result = daemon.outbox.appending(path: "good").path
    try keep("verification", "verify", result, "--replay", "1")
    try "changed".write(toFile: result + "/statistics.json", atomically: true, encoding: .utf8)
    try keep("verification", "verify", result, status: 1)
    try keep("error", "verify", folder.path, status: 1)
    try keep("error", "show", "nothing", status: 3)
    try keep("error", "show", status: 2)
    try keepItems("job", "list")
    try keepItems("event", "events", "--since", "0")
    try keepItems("schedule", "schedule", "list")
    try keepItems("setting", "config")
    let checked = try run([Programs.repository.appending(path: "docs/schemas/check").path, folder.path])
    #expect(checked.status == 0, "\(checked)")
}
