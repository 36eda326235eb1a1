// SPDX-License-Identifier: Apache-2.0
import Logging

@testable import DaemonCore

/// Refuses to start a worker: the tests that use it only make requests or turns without jobs.
private struct NoWorkers: WorkerLauncher {
    func launch(
        _ task: WorkerTask, _ input: WorkerInput, memoryLimit: Int?, computingLimit: Int?, log: String
    ) throws -> any Worker {
        fatalError("nothing is due")
    }
}

extension Logger {
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}

extension Daemon {
    /// A daemon with the inbox `in` and the outbox `out` of a scratch folder, which has made no turn yet.
    static func idle(in scratch: Scratch) throws -> Daemon {
        for name in ["in", "out", "state"] { try scratch.folder(name) }
        let path = scratch.path
        let text = """
            state = "\(path)/state"
            socket = "\(path)/s"
            group = "users"
            [[inbox]]
            path = "\(path)/in"
            outbox = "\(path)/out"
            """
        let configuration = try ConfigurationFile.parse(
            text, file: path + "/uaed.toml", places: ConfigurationTests.places)
        return try Daemon(
            configuration, launcher: NoWorkers(), logger: .silent, readConfiguration: { configuration })
    }
}
