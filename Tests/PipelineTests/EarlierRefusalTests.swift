// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Foundation
import Jobs
import Testing

@testable import Pipeline

/// Earlier results that are not published again, each with its reason, and what a change while a job runs leads to.
@Suite(.serialized, .timeLimit(.minutes(10))) struct EarlierRefusalTests {
    private func failure(_ bundle: TestBundle, _ outbox: Outbox?) -> Failure? {
        #expect(throws: Failure.self) { try bundle.prepared { $0.outbox = outbox?.path } }
    }

    private func job(_ earlier: String) -> String { "earlier = \"\(earlier)\"\n" + MultiRunTests.quick }

    @Test(arguments: ["..", ".", ".uaed", "../other", "a/b", "/etc", "a\\nb"])
    func namesThatLeaveTheOutbox(_ name: String) throws {
        let failure = try failure(TestBundle.images(1, job: job(name)), Outbox())
        #expect(failure?.code == "bad-value" && failure?.message.contains("earlier = ") == true, "\(failure as Any)")
    }

    @Test func missing() throws {
        let bundle = try TestBundle.images(1, job: job("nothing"))
        #expect(try failure(bundle, Outbox())?.code == "no-earlier")
        #expect(failure(bundle, nil)?.hint?.contains("--outbox") == true)
        // Data whose folder has the name is no result.
        #expect(try failure(TestBundle.images(1, job: job("images")), Outbox())?.code == "no-earlier")
    }

    @Test func otherData() throws {
        let outbox = try Outbox()
        let (images, _) = try outbox.publish(TestBundle.images(2, job: MultiRunTests.quick))
        let (table, _) = try outbox.publish(TestBundle.mice(rows: 20, job: MultiRunTests.quick))
        func refused(_ bundle: TestBundle, _ words: String...) {
            let failure = failure(bundle, outbox)
            #expect(failure?.kind == .refused && failure?.code == "earlier-mismatch")
            for word in words { #expect(failure?.message.contains(word) == true, "\(failure as Any)") }
        }
        refused(try TestBundle.mice(rows: 20, job: job(images)), "[28, 28, 1]", "[77]")
        refused(try TestBundle.images(3, job: job(images)), "number 2", "is 3")
        refused(try TestBundle.mice(rows: 30, job: job(table)), "number 20", "is 30")
        let turned = try TestBundle.images(2, job: job(images))
        try turned.scratch.write(turned.scratch.read("images/odd/1.png"), "images/even/0.png")
        refused(turned, "SHA-256", try outbox.manifest(images).used.datasetDigest)
        let renamed = try TestBundle.mice(rows: 20, job: job(table))
        let text = try renamed.scratch.text("mice.csv")
        try renamed.scratch.write(text.replacing("DYRK1A_N", with: "dyrk1a"), "mice.csv")
        refused(renamed, "DYRK1A_N", "dyrk1a")
    }

    @Test func notWhole() throws {
        let outbox = try Outbox()
        let (name, _) = try outbox.publish(TestBundle.images(2, job: MultiRunTests.quick))
        let bundle = try TestBundle.images(2, job: job(name))
        _ = try bundle.prepared { $0.outbox = outbox.path }
        func refused(_ file: String, _ change: () throws -> Void) throws {
            let before = try outbox.scratch.read("\(name)/\(file)")
            try change()
            let failure = failure(bundle, outbox)
            #expect(failure?.kind == .refused && failure?.file?.hasPrefix(name) == true, "\(failure as Any)")
            try? outbox.scratch.remove("\(name)/\(file)")
            try outbox.scratch.write(before, "\(name)/\(file)")
        }
        let image = "augmented/images/even/0.uae.png"
        try refused(image) { try outbox.scratch.write([1, 2, 3], "\(name)/\(image)") }
        try refused(image) { try outbox.scratch.remove("\(name)/\(image)") }
        try refused(image) {
            try outbox.scratch.remove("\(name)/\(image)")
            try FileManager.default.createSymbolicLink(
                atPath: "\(outbox.path)/\(name)/\(image)", withDestinationPath: "\(bundle.path)/images/even/0.png")
        }
        for file in ["statistics.json", "samples.csv", "manifest.json", DigestList.name] {
            try refused(file) { try outbox.scratch.write("x", "\(name)/\(file)") }
        }
        _ = try bundle.prepared { $0.outbox = outbox.path }
        // A link in the outbox is no published folder.
        try FileManager.default.moveItem(atPath: "\(outbox.path)/\(name)", toPath: "\(outbox.path)/away")
        try FileManager.default.createSymbolicLink(
            atPath: "\(outbox.path)/\(name)", withDestinationPath: "\(outbox.path)/away")
        #expect(failure(bundle, outbox)?.code == "no-earlier")
    }

    /// A list that was written anew to fit what does not belong there: the digests hold, and yet it is refused.
    @Test(arguments: ["../secret", "/etc/hostname", "augmented/images/even/0.uae-2.png", "augmented-2.csv"])
    func listOfForeignFiles(_ path: String) throws {
        let outbox = try Outbox()
        let (name, _) = try outbox.publish(TestBundle.images(2, job: MultiRunTests.quick))
        try outbox.scratch.write("secret", "secret")
        if path.hasPrefix("augmented") { try outbox.scratch.write("secret", "\(name)/\(path)") }
        let line = "\(SHA256Hasher.digest(of: Array("secret".utf8)))  \(path)\n"
        try outbox.scratch.write(outbox.scratch.text("\(name)/\(DigestList.name)") + line, "\(name)/\(DigestList.name)")
        let failure = try failure(TestBundle.images(2, job: job(name)), outbox)
        #expect(failure?.code == "earlier-damaged" && failure?.kind == .refused, "\(failure as Any)")
    }

    /// Another result under the same name is another job, never a duplicate.
    @Test func identityFollowsTheContent() throws {
        let outbox = try Outbox()
        let (name, _) = try outbox.publish(TestBundle.images(2, job: MultiRunTests.quick))
        let (other, _) = try outbox.publish(TestBundle.images(2, job: "seed = 1\n" + MultiRunTests.quick))
        let bundle = try TestBundle.images(2, job: job(name))
        let before = try bundle.prepared { $0.outbox = outbox.path }.inspection
        #expect(try bundle.prepared { $0.outbox = outbox.path }.inspection.settingsDigest == before.settingsDigest)
        try outbox.scratch.remove(name)
        try outbox.copy(other, to: "\(outbox.path)/\(name)")
        let after = try bundle.prepared { $0.outbox = outbox.path }.inspection
        #expect(after.settingsDigest != before.settingsDigest && after.datasetDigest == before.datasetDigest)
    }

    /// Killed, its earlier result changed meanwhile: never published with a mixture. Put back: the same bytes as at once.
    @Test func resumeWithAChangedResult() throws {
        let whole = try Outbox()
        let (first, _) = try whole.publish(TestBundle.images(8, job: MultiRunTests.quick))
        let (other, _) = try whole.publish(TestBundle.images(8, job: "seed = 1\n" + MultiRunTests.quick))
        let bundle = try TestBundle.images(
            8, job: "earlier = \"\(first)\"\nchunk_size = 2\n[attack]\niterations = 400\n")
        let (name, run) = try whole.publish(bundle)
        #expect(run.status == 0, "\(run)")
        let cut = try Outbox()
        try whole.copy(first, to: "\(cut.path)/\(first)")
        let folder = try Scratch()
        let arguments = [
            "generate", bundle.path, "--folder", "\(folder.path)/job", "--outbox", cut.path, "--name", name, "--job",
            "1",
        ]
        let inspected = try worker(
            "inspect", bundle.path, "--folder", "\(folder.path)/job", "--outbox", cut.path)
        #expect(inspected.status == 0, "\(inspected)")
        let killed = try WorkerProcess(arguments, hasLifeLine: true)
        #expect(killed.awaitLine("\"chunk\"") != nil)
        kill(killed.process.processIdentifier, SIGKILL)
        #expect(killed.finish().status == -SIGKILL)

        func expectWaiting(_ word: String) throws {
            let again = try WorkerProcess(arguments, hasLifeLine: true)
            let ended = again.finish()
            #expect(ended.status == 75 && ended.output.contains(word), "\(ended)")
            #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/job/result/run.json"))
        }
        try cut.scratch.remove(first)
        try expectWaiting("no-earlier")
        try whole.copy(other, to: "\(cut.path)/\(first)")
        try expectWaiting("changed")
        try cut.scratch.remove(first)
        try whole.copy(first, to: "\(cut.path)/\(first)")
        let file = "\(first)/augmented/images/odd/3.uae.png"
        let image = try cut.scratch.read(file)
        try cut.scratch.write(image + [0], file)
        try expectWaiting("earlier-damaged")
        try cut.scratch.write(image, file)
        let last = try WorkerProcess(arguments, hasLifeLine: true)
        #expect(last.awaitLine("\"ready\"") != nil)
        #expect(last.finish().status == 0)
        #expect(try folder.tree("job/result").filter { $0.key != "run.json" } == whole.published(name))
        withExtendedLifetime(bundle) {}
    }
}
