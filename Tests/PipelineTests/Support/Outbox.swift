// SPDX-License-Identifier: Apache-2.0
import Foundation

@testable import Pipeline

/// A folder into which real runs of `uae-worker` publish.
struct Outbox {
    let scratch: Scratch
    var path: String { scratch.path }

    init() throws { scratch = try Scratch() }

    /// Runs a bundle to its end; the published folder has the bundle's name.
    func publish(_ bundle: TestBundle) throws -> (name: String, run: WorkerProcess.Finished) {
        let name = URL(fileURLWithPath: bundle.path).lastPathComponent
        return try withExtendedLifetime(bundle.scratch) {
            (name, try worker("run", bundle.path, "--out", path, "--threads", "2"))
        }
    }

    /// Every file of a result but `run.json`.
    func published(_ name: String) throws -> [String: [UInt8]] {
        try scratch.tree(name).filter { $0.key != "run.json" }
    }

    func manifest(_ name: String) throws -> Manifest {
        try CanonicalJSON.decode(Manifest.self, from: scratch.read("\(name)/manifest.json"))
    }

    func statistics(_ name: String) throws -> Statistics {
        try CanonicalJSON.decode(Statistics.self, from: scratch.read("\(name)/statistics.json"))
    }

    /// What `sha256sum -c manifest-sha256.txt` ends with.
    func checksumStatus(_ name: String) throws -> Int32 {
        let check = Process()
        check.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        check.arguments = ["sha256sum", "--quiet", "-c", "manifest-sha256.txt"]
        check.currentDirectoryURL = URL(fileURLWithPath: "\(path)/\(name)")
        try check.run()
        check.waitUntilExit()
        return check.terminationStatus
    }

    func copy(_ name: String, to folder: String) throws {
        try FileManager.default.createDirectory(
            at: URL(fileURLWithPath: folder).deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: "\(path)/\(name)", toPath: folder)
    }
}
