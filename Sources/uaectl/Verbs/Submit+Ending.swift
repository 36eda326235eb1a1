// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ControlAPI

extension Submit {
    /// Prints a remark on what has become of the bundle so far.
    static func tell(_ name: String, _ job: JobReport?) {
        let how = job.map { "job \($0.number) \($0.name): \($0.stateWithReason)" } ?? "not taken yet"
        Console.note(Escaping.line("\(how); watch it: uaectl watch \(job.map { String($0.number) } ?? name)"))
    }

    /// `--wait`: waits for the end of the job and reports it as `uaectl wait` does.
    ///
    /// - Parameter word: the job's number, or the bundle's name if it is not known yet.
    /// - Throws: `ExitCode` unless the job was published.
    static func awaitEnd(of word: String, _ client: Client, _ output: OutputOptions) async throws {
        let link = Link(client) { Console.note("uaectl: " + $0) }
        var waiting = JobWait(link, until: nil) { job in
            if !output.isJSON { Console.line(WatchText.line(job)) }
        }
        try await waiting.take([word])
        try await waiting.run()
        if let status = waiting.exitStatus { throw ExitCode(status) }
    }
}
