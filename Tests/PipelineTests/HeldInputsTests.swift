// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Jobs
import Testing

@testable import Pipeline

/// Between the two times that its bytes are hashed, an input is held by its stamp: what was changed is never published.
@Suite(.timeLimit(.minutes(10))) struct HeldInputsTests {
    private func drive() throws -> Drive { try Drive(TestBundle.images(6, job: WholeJobTests.quick)) }

    private func resumed(_ drive: Drive, _ known: [StampedInput]) throws -> GenerationWork {
        try GenerationWork(resuming: drive.prepared.plan, drive.bundle.request, known: known)
    }

    /// A digest that is not the file's shows whether the file was read.
    @Test func knownInputsAreNotHashedAgain() throws {
        let drive = try drive()
        var known = drive.prepared.inputs
        #expect(known.count == drive.prepared.plan.inputs.count)
        #expect(try resumed(drive, known).plan == drive.prepared.plan)
        known[0].sha256 = String(repeating: "0", count: 64)
        let believed = #expect(throws: Failure.self) { try resumed(drive, known) }
        #expect(believed?.code == "changed" && believed?.file == known[0].path)
        known[0].stamp.changed += 1
        #expect(try resumed(drive, known).plan == drive.prepared.plan, "its bytes decide")
    }

    /// Of an older version, of an earlier boot, or moved: the bytes decide.
    @Test func unknownInputsAreHashed() throws {
        let drive = try drive()
        let moved = drive.prepared.inputs.map {
            var input = $0
            input.stamp.device += 1
            return input
        }
        for known in [[], moved, drive.prepared.inputs.reversed()] {
            #expect(try resumed(drive, known).plan == drive.prepared.plan)
        }
    }

    /// The same size and the same time of modification: the kernel's own time says that it was written to.
    @Test(arguments: ["images/even/0.png", "conv_torch.onnx", "job.toml"])
    func aChunkOfAChangedInputIsDropped(_ path: String) throws {
        let drive = try drive()
        let work = try resumed(drive, drive.prepared.inputs)
        let file = "\(drive.bundle.path)/\(path)"
        let bytes = try drive.bundle.scratch.read(path)
        let modified = try #require(
            FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date)
        var isWritten = false
        let failure = #expect(throws: Failure.self) {
            try work.chunk(0) { _ in
                guard !isWritten else { return true }
                isWritten = true
                let handle = try! FileHandle(forUpdating: URL(fileURLWithPath: file))
                try! handle.seek(toOffset: UInt64(bytes.count - 1))
                try! handle.write(contentsOf: Data([bytes[bytes.count - 1] ^ 1]))
                try! handle.close()
                try! FileManager.default.setAttributes([.modificationDate: modified], ofItemAtPath: file)
                return true
            }
        }
        #expect(failure?.kind == .incomplete && failure?.code == "changed" && failure?.file == path)
    }

    /// A file of samples that another chunk reads says nothing of this one; before publishing every byte counts.
    @Test func otherChunksAndThePublication() throws {
        let drive = try drive()
        let work = try resumed(drive, drive.prepared.inputs)
        try drive.bundle.scratch.write(drive.bundle.scratch.read("images/odd/1.png"), "images/odd/5.png")
        #expect(try work.chunk(0) { _ in true }.count == 3)
        let failure = #expect(throws: Failure.self) { try work.checkInputs() }
        #expect(failure?.code == "changed" && failure?.file == "images/odd/5.png")
    }

    /// The same bytes under another stamp: the digest decides, and from then on the new stamp is held.
    @Test func whatWasOnlyTouchedIsPublished() throws {
        let drive = try drive()
        let work = try resumed(drive, drive.prepared.inputs)
        try drive.bundle.scratch.write(drive.bundle.scratch.read("images/odd/5.png"), "images/odd/5.png")
        #expect(throws: Failure.self) { try work.inputs.checkAll() }
        try work.checkInputs()
        try work.inputs.checkAll()
    }
}
