// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A real daemon in a directory of its own, driven through the real `uaectl`.
final class TestDaemon {
    let root: URL
    let user: User?
    private(set) var process: Process?

    var inbox: URL { root.appending(path: "inbox") }
    var outbox: URL { root.appending(path: "outbox") }
    var socket: String { root.appending(path: "uaed.sock").path }
    var log: URL { root.appending(path: "uaed.log") }
    /// The folder of the jobs' own folders.
    var jobFolders: URL {
        get throws {
            let instance = try String(contentsOf: root.appending(path: "state/instance"), encoding: .utf8)
            let jobs = instance.trimmingCharacters(in: .whitespacesAndNewlines) + "/jobs"
            let usual = root.appending(path: "state/work/\(jobs)")
            // An outbox on a mount of its own keeps them itself.
            return FileManager.default.fileExists(atPath: usual.path) ? usual : outbox.appending(path: ".uaed/\(jobs)")
        }
    }
    /// Words before the daemon's own command.
    private let wrapper: [String]
    private var file: URL { root.appending(path: "uaed.toml") }

    /// - Parameters:
    ///   - options: lines of `uaed.toml` besides the paths.
    ///   - settle: enough for what is renamed in; copies take longer on a busy machine.
    init(
        _ options: String = "", settle: Double = 0.15, threads: Int = 2, as user: User? = nil, wrapper: [String] = [],
        start: Bool = true
    ) throws {
        root = try Scratch.folder()
        self.user = user
        self.wrapper = wrapper
        for name in ["inbox", "outbox", "state"] {
            try FileManager.default.createDirectory(at: root.appending(path: name), withIntermediateDirectories: true)
        }
        let settings = """
            state = "\(root.path)/state"
            socket = "\(socket)"
            settle = \(settle)
            threads = \(threads)
            \(options)
            [[inbox]]
            name = "test"
            path = "\(inbox.path)"
            outbox = "\(outbox.path)"
            """
        try settings.write(to: file, atomically: true, encoding: .utf8)
        if let user {
            for folder in [root, inbox, outbox, root.appending(path: "state")] {
                #expect(chown(folder.path, user.uid, user.gid) == 0)
                // The group drops and fetches; nothing else is its.
                let isShared = folder == inbox || folder == outbox
                #expect(chmod(folder.path, isShared ? 0o2775 : 0o755) == 0)
            }
        }
        if start { try self.start() }
    }

    deinit {
        stop()
    }

    /// Starts the daemon and returns when its socket answers.
    ///
    /// - Parameter by: a program that becomes the daemon, with its arguments.
    func start(_ environment: [String: String] = [:], by starter: [String] = []) throws {
        process = try launch(
            starter + wrapper + [Programs.path("uaed"), "--config", file.path], environment: environment, as: user,
            log: log)
        let deadline = Date.now + 20
        while try ctl("status").status != 0 {
            guard process?.isRunning == true, Date.now < deadline else {
                throw TestFailure("uaed did not start: \(try String(contentsOf: log, encoding: .utf8))")
            }
            usleep(20_000)
        }
    }

    /// Orderly stop; returns the exit status.
    @discardableResult func stop() -> Int32? {
        guard let process, process.isRunning else { return process?.terminationStatus }
        process.terminate()
        process.waitUntilExit()
        return process.terminationStatus
    }

    func signal(_ signal: Int32) {
        if let process { kill(process.processIdentifier, signal) }
    }

    func configuration() throws -> String { try String(contentsOf: file, encoding: .utf8) }

    /// Rewrites the configuration file; the daemon hears of it by SIGHUP.
    func configure(_ change: (String) -> String) throws {
        try change(configuration()).write(to: file, atomically: true, encoding: .utf8)
    }

    /// `kill -9` of the daemon alone.
    func kill9() {
        guard let process else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    func ctl(_ arguments: String..., within seconds: Double = 120) throws -> Finished {
        try run([Programs.path("uaectl")] + arguments, environment: ["UAED_SOCKET": socket], within: seconds)
    }

    /// The job as `uaectl show` tells it; nil where there is none yet.
    func job(_ name: String) throws -> Job? {
        let shown = try ctl("show", name, "--format", "json")
        guard shown.status == 0 else { return nil }
        return try Job(json: shown.output)
    }

    /// Waits until the job is in one of `states`, waking at each event of the daemon (`/v1/events?wait=`).
    ///
    /// - Parameter seconds: enough for a sanitizer on a slow machine.
    func await(_ name: String, _ states: Set<String>, within seconds: Double = 300) throws -> Job {
        let deadline = Date.now + seconds
        var since = 0
        while Date.now < deadline {
            if let job = try job(name), states.contains(job.state) { return job }
            let events = try run(
                ["/usr/bin/curl", "-s", "--unix-socket", socket, "http://uaed/v1/events?since=\(since)&wait=2"])
            since = max(since, lastSequence(events.output))
        }
        throw TestFailure(
            "\(name) is not \(states) after \(seconds) s: \(try ctl("list").output)\n\(try ctl("explain", name))\n"
                + (try String(contentsOf: log, encoding: .utf8)))
    }

    /// The single job that `name` became; fails where it was taken more than once.
    func jobs() throws -> [Job] {
        let listed = try ctl("list", "--format", "json")
        guard let object = try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [String: Any],
            let jobs = object["jobs"] as? [[String: Any]]
        else { throw TestFailure("not a list: \(listed)") }
        return jobs.map(Job.init(object:))
    }

    private func lastSequence(_ json: String) -> Int {
        guard let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any],
            let events = object["events"] as? [[String: Any]]
        else { return 0 }
        return events.compactMap { $0["sequence"] as? Int }.max() ?? 0
    }
}

/// The members of a job's JSON that the tests look at.
struct Job {
    let object: [String: Any]
    var number: Int { object["number"] as? Int ?? -1 }
    var name: String { object["name"] as? String ?? "" }
    var state: String { object["state"] as? String ?? "" }
    var reason: String? { object["reason"] as? String }
    var failure: [String: Any]? { object["failure"] as? [String: Any] }
    var warnings: [String] { object["warnings"] as? [String] ?? [] }
    var summary: [String: Any]? { object["summary"] as? [String: Any] }

    init(object: [String: Any]) { self.object = object }

    init(json: String) throws {
        guard let outer = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] else {
            throw TestFailure("not a job: \(json)")
        }
        object = outer["job"] as? [String: Any] ?? outer
    }
}

struct TestFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
