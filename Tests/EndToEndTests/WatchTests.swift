import Foundation
import Testing

/// `uaectl watch` of a bundle that has no job yet, as a script does it right after the copy.
@Test func watchesWhatWasJustPutIn() throws {
    let daemon = try TestDaemon(settle: 1)
    let bundle = try Bundles().fashion("fresh", images: 8)
    try FileManager.default.copyItem(at: bundle, to: daemon.inbox.appending(path: "fresh"))
    let watched = try daemon.ctl("watch", "fresh")
    #expect(watched.status == 0 && watched.output.contains("published"), "\(watched)")
    #expect(try daemon.ctl("watch", "nowhere").status == 3)
}
