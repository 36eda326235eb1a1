// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `uaectl watch` of a bundle that has no job yet, as a script does it right after the copy.
@Test(.timeLimit(.minutes(30))) func watchesWhatWasJustPutIn() throws {
    let daemon = try TestDaemon(settle: 1)
    let bundle = try Bundles().fashion("fresh", images: 8)
    try FileManager.default.copyItem(at: bundle, to: daemon.inbox.appending(path: "fresh"))
    let watched = try daemon.ctl("watch", "fresh")
    #expect(watched.status == 0 && watched.output.contains("published"), "\(watched)")
    #expect(try daemon.ctl("watch", "nowhere").status == 3)
}

/// `uaectl submit` tells the job's number, `uaectl wait` right after it finds that job: also where an older one is called
/// the same.
@Test(.timeLimit(.minutes(30))) func waitsForWhatWasJustSubmitted() throws {
    let daemon = try TestDaemon(settle: 0.5)
    for seed in 1...2 {
        let bundle = try Bundles().mice("again", job: "seed = \(seed)\n" + Bundles.quick)
        let submitted = try daemon.ctl("submit", bundle.path)
        #expect(submitted.status == 0 && submitted.errors.contains("uaectl watch \(seed)\n"), "\(submitted)")
        let waited = try daemon.ctl("wait", "again")
        #expect(waited.status == 0 && waited.output.contains("job \(seed) again: published"), "\(waited)")
    }
    let third = try Bundles().mice("again", job: "seed = 3\n" + Bundles.quick)
    try FileManager.default.copyItem(at: third, to: daemon.inbox.appending(path: "again"))
    let waited = try daemon.ctl("wait", "again")
    #expect(waited.status == 0 && waited.output.contains("job 3 again: published"), "\(waited)")
    let fourth = try Bundles().mice("again", job: "seed = 4\n" + Bundles.quick)
    let submitted = try daemon.ctl("submit", "--wait", fourth.path)
    #expect(submitted.status == 0 && submitted.output.contains("job 4 again: published"), "\(submitted)")
}
