// SPDX-License-Identifier: Apache-2.0
import Bundles
import CLinux
import Durability
import FoundationEssentials

/// A running worker: a child process, or a test's.
package protocol Worker: AnyObject, Sendable {
    var identity: ProcessIdentity { get }
    /// The worker's NDJSON lines, then its end.
    var output: AsyncStream<ChildProcess.Output> { get }
    func cutLifeLine()
    func signal(_ signal: Int32)
}

extension ChildProcess: Worker {}

/// The task that a worker is started for.
package enum WorkerTask: Sendable, Equatable {
    /// - folder: where the plan is frozen.
    case inspect(folder: String)
    /// - folder: where the plan lies; provenance: JSON of ``Jobs/Provenance``.
    case generate(folder: String, name: String, job: Int, threads: Int, provenance: String)
}

/// A bundle, and what its inbox adds to it.
package struct WorkerInput: Sendable, Equatable {
    /// The claimed folder; another folder that has got its name has another identity and is not read.
    var bundle: String
    var identity: ObjectIdentity?
    var checkpoint: String?
    var defaults: String?
    /// The folder that the result goes to, and where an earlier one may be.
    var outbox: String
    /// ``Jobs/Inspection/arithmetic``; nil: not known yet.
    var arithmetic: String?
}

package protocol WorkerLauncher: Sendable {
    /// - Parameters:
    ///   - memoryLimit: bytes of address space; nil: no limit.
    ///   - computingLimit: seconds of processor time; nil: no limit.
    ///   - log: the file that the worker's standard error is appended to.
    /// - Throws: `Failure` of kind environment if no process can be started.
    func launch(
        _ task: WorkerTask, _ input: WorkerInput, memoryLimit: Int?, computingLimit: Int?, log: String
    ) throws -> any Worker
}

/// Starts `uae-worker` as a child process.
package struct ProcessLauncher: WorkerLauncher {
    let program: String
    let environment: WorkerEnvironment

    package init(program: String, environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.program = program
        self.environment = WorkerEnvironment(environment)
    }

    /// `uae-worker` beside this program.
    package static func usualProgram() -> String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "uae-worker").path
    }

    package func launch(
        _ task: WorkerTask, _ input: WorkerInput, memoryLimit: Int?, computingLimit: Int?, log: String
    ) throws -> any Worker {
        let child = try ChildProcess(
            [program] + Self.arguments(task, input), environment: environment.variables(input.arithmetic), log: log,
            endsGroup: true)
        uaed_be_considerate(child.identity.pid, UInt(memoryLimit ?? 0), UInt(computingLimit ?? 0))
        return child
    }

    static func arguments(_ task: WorkerTask, _ input: WorkerInput) -> [String] {
        // One word each: a name may begin with a dash.
        let additions = [
            input.checkpoint.map { "--checkpoint=\($0)" }, input.defaults.map { "--defaults=\($0)" },
            "--outbox=\(input.outbox)", input.identity.flatMap(\.text).map { "--identity=\($0)" },
        ].compactMap(\.self)
        switch task {
        case .inspect(let folder):
            return ["inspect", input.bundle, "--format", "ndjson", "--folder=\(folder)"] + additions
        case .generate(let folder, let name, let job, let threads, let provenance):
            return [
                "generate", input.bundle, "--folder=\(folder)", "--name=\(name)", "--job=\(job)",
                "--threads=\(threads)",
                "--provenance=\(provenance)",
            ] + additions
        }
    }
}
