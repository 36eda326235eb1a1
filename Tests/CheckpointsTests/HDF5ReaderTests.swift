// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Foundation
import TestSupport
import Testing

@testable import Checkpoints

/// Whatever the child that reads HDF5 does, its parent says what happened, and goes on.
@Suite(.timeLimit(.minutes(10))) struct HDF5ReaderTests {
    private func refusal(of bytes: [UInt8], by reader: HDF5Reader) throws -> Failure {
        let scratch = try Scratch()
        try scratch.write(bytes, "m.h5")
        return try #require(
            #expect(throws: Failure.self) { try Checkpoint(folder: scratch.path, file: "m.h5", hdf5: reader) })
    }

    /// A sound file, read by a program that does `script` in place of reading.
    private func refusal(_ script: String, _ settings: (inout HDF5Reader) -> Void = { _ in }) throws -> Failure {
        let scratch = try Scratch()
        try scratch.write(Array("#!/bin/sh\n\(script)\n".utf8), "reader")
        let program = scratch.path + "/reader"
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
        var reader = HDF5Reader(program: program)
        settings(&reader)
        return try refusal(of: Fixtures.bytes("keras/branches.h5"), by: reader)
    }

    @Test(arguments: ["SEGV": 11, "BUS": 7, "ABRT": 6, "FPE": 8, "ILL": 4]) func crashes(_ name: String, _ number: Int)
        throws
    {
        let failure = try refusal("kill -\(name) $$")
        #expect(failure.kind == .refused && failure.code == "hdf5-crash" && failure.file == "m.h5")
        #expect(failure.message.contains("libhdf5 crashed") && failure.message.contains("(signal \(number))"))
        #expect(failure.hint?.contains(".export(") == true)
    }

    /// One byte, found by mutation: a string's index in the global heap, which libhdf5 1.10.8 takes unchecked (H5HG_read).
    @Test(.withoutSanitizer("what libhdf5 does with damaged files is known: that is why a child reads them"))
    func libhdf5ReallyCrashes() throws {
        var bytes = try Fixtures.bytes("keras/branches.h5")
        bytes[8337] = 193
        let failure = try refusal(of: bytes, by: .built)
        #expect(failure.code == "hdf5-crash" && failure.file == "m.h5" && failure.node == "left", "\(failure)")
        #expect(failure.message == "libhdf5 crashed while reading this file (signal 11); the file is damaged")
    }

    /// What the kernel says of a child that has answered once.
    @Test(.withoutSanitizer("a sanitizer takes terabytes of addresses: its builds leave the child more"))
    func theChildHasLittle() throws {
        let file = try InputFile(path: "m.h5", memory: Fixtures.bytes("keras/branches.h5"))
        let child = try HDF5Process(.built, file, limits: .standard)
        let request = HDF5Request(.strings, "/", attribute: "keras_version", limit: 100)
        #expect(try child.ask(request, UInt8.self)?.isEmpty == false)
        let process = "/proc/\(child.pid)"
        let status = try String(contentsOfFile: process + "/status", encoding: .utf8)
        #expect(status.contains("Seccomp:\t2") && status.contains("NoNewPrivs:\t1"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: process + "/fd").count == 3)
        let limits = try String(contentsOfFile: process + "/limits", encoding: .utf8).split(separator: "\n")
        let memory = HDF5Reader.memory(file.size, .standard)
        for (name, value) in [
            ("Max address space", "\(memory)"), ("Max cpu time", "120"), ("Max open files", "3"),
            ("Max core file size", "0"), ("Max file size", "0"),
        ] {
            let words = limits.first { $0.hasPrefix(name) }?.dropFirst(name.count).split(separator: " ")
            #expect(words?.first.map(String.init) == value, "\(name)")
        }
        child.end()
        #expect(!FileManager.default.fileExists(atPath: process))
    }

    @Test func whoNeverAnswersIsEnded() throws {
        let failure = try refusal("exec sleep 600") { $0.patience = .milliseconds(200) }
        #expect(failure.kind == .refused && failure.code == "hdf5-time")
    }

    /// Perhaps the kernel's, for lack of memory: not the file's fault.
    @Test func whoIsKilledIsTriedAgain() throws {
        let failure = try refusal("kill -KILL $$")
        #expect(failure.kind == .environment && failure.code == "reader-killed")
    }

    /// No answers: noise, an end, a length beyond what was asked for.
    @Test(arguments: [
        "exec yes", "exit 3", "printf '\\1\\0\\0\\0\\0\\0\\0\\0\\377\\377\\377\\377\\377\\377\\0\\0'; cat >/dev/null",
    ])
    func otherPrograms(_ script: String) throws {
        let failure = try refusal(script)
        #expect(failure.kind == .fault && failure.code == "hdf5-reader", "\(failure)")
    }

    @Test func aMissingProgramIsNamed() throws {
        let failure = try refusal(
            of: Fixtures.bytes("keras/branches.h5"), by: HDF5Reader(program: "/nowhere/uae-worker"))
        #expect(failure.kind == .environment && failure.message.contains("/nowhere/uae-worker"))
    }

    @Test func processorTimeIsLimited() throws {
        // SIGXCPU, as its own limit would end the child (setrlimit(2)).
        let failure = try refusal("ulimit -S -t 1; while :; do :; done")
        #expect(failure.kind == .refused && failure.code == "hdf5-time")
    }

    /// Nor files that have not come whole.
    @Test func otherBytesNeverReachIt() throws {
        let reader = HDF5Reader(program: "/nowhere/uae-worker")
        #expect(try refusal(of: Array("hello, world".utf8), by: reader).code == "bad-hdf5")
        #expect(try refusal(of: [], by: reader).kind == .incomplete)
        #expect(try refusal(of: Array(Fixtures.bytes("keras/branches.h5").dropLast()), by: reader).kind == .incomplete)
    }
}
