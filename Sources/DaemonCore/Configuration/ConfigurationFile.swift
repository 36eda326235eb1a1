// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Logging
import TOMLKit

/// Reads `uaed.toml`. It throws a `Failure` of kind refused, with the file's name and the key.
package struct ConfigurationFile {
    static let keys = [
        "inbox", "state", "socket", "threads", "max_running_jobs", "settle", "rescan", "incomplete_timeout",
        "inspect_timeout", "stall_timeout", "keep_inputs", "keep_jobs", "keep_history", "disk_reserve", "memory_limit",
        "worker", "hooks",
        "hook_timeout", "log_level", "log_format",
        "group", "admin_group", "metrics_file",
    ]
    static let inboxKeys = ["name", "path", "outbox", "checkpoint", "job", "loose", "work", "results"]

    let places: Places
    /// The file's folder, where relative paths start.
    let folder: String

    /// - Parameter file: nil for the file in its usual place, or the defaults if there is none.
    package static func load(_ file: String?, places: Places = .current()) throws -> Configuration {
        let path = file.map { URL(fileURLWithPath: $0).standardized.path } ?? places.configuration
        if file == nil, !FileManager.default.fileExists(atPath: path) {
            return try parse("", file: nil, places: places)
        }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure.refused("no-configuration", "cannot be read", hint: "check: ls -l '\(path)'", file: path)
        }
        return try parse(text, file: path, places: places)
    }

    static func parse(_ text: String, file: String?, places: Places) throws -> Configuration {
        let name = file ?? "uaed.toml"
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw Failure(
                .refused, code: "bad-toml", error.description, file: name, row: error.source.begin.line)
        }
        let folder = URL(fileURLWithPath: name).deletingLastPathComponent().path
        var configuration = try ConfigurationFile(places: places, folder: folder).read(table, name)
        configuration.file = file
        configuration.lines = KeyLines(text)
        try configuration.check(file: name)
        return configuration
    }

    private func read(_ table: TOMLTable, _ file: String) throws -> Configuration {
        let settings = try Settings(table, file: file, known: Self.keys)
        var configuration = Configuration(
            inboxes: try inboxes(settings), state: try path(settings, "state") ?? places.state,
            socket: try path(settings, "socket") ?? places.socket,
            threads: try settings.integer("threads", atLeast: 1) ?? ProcessInfo.processInfo.activeProcessorCount,
            hooks: try path(settings, "hooks") ?? usualHooks(file))
        configuration.maxRunningJobs = try settings.integer("max_running_jobs", atLeast: 1) ?? 1
        configuration.settle = try settings.seconds("settle") ?? configuration.settle
        configuration.rescan = try settings.seconds("rescan") ?? configuration.rescan
        configuration.incompleteTimeout =
            try settings.seconds("incomplete_timeout") ?? configuration.incompleteTimeout
        configuration.inspectTimeout = try settings.seconds("inspect_timeout") ?? configuration.inspectTimeout
        configuration.stallTimeout = try settings.seconds("stall_timeout") ?? configuration.stallTimeout
        configuration.keepInputs = try keeping(settings, "keep_inputs")
        configuration.keepJobs = try keeping(settings, "keep_jobs")
        configuration.keepHistory = try history(settings)
        configuration.diskReserve = try settings.bytes("disk_reserve", atLeast: 0) ?? configuration.diskReserve
        configuration.memoryLimit = try memoryLimit(settings)
        configuration.worker = try path(settings, "worker")
        configuration.hookTimeout = try settings.seconds("hook_timeout") ?? configuration.hookTimeout
        configuration.logLevel = try settings.choice("log_level", Logger.Level.self) ?? .info
        configuration.logForm = try settings.choice("log_format", LogForm.self) ?? .automatic
        configuration.group = try settings.string("group") ?? configuration.group
        configuration.adminGroup = try settings.string("admin_group") ?? configuration.adminGroup
        configuration.metricsFile = try path(settings, "metrics_file")
        return configuration
    }

    /// Beside the file, or beside the usual place of one.
    private func usualHooks(_ file: String) -> String {
        let place = file.hasPrefix("/") ? file : places.configuration
        return URL(fileURLWithPath: place).deletingLastPathComponent().appending(path: "hooks.d").path
    }

    /// The seconds of a key; nil for "forever", the default.
    private func keeping(_ settings: Settings, _ key: String) throws -> Double? {
        (try? settings.string(key)) == "forever" ? nil : try settings.seconds(key)
    }

    private func history(_ settings: Settings) throws -> History {
        switch try? settings.string("keep_history") {
        case "jobs": .jobs
        case "forever": .forever
        default: try settings.seconds("keep_history").map(History.all) ?? .jobs
        }
    }

    /// The limit in bytes; 0 for "none".
    private func memoryLimit(_ settings: Settings) throws -> Int? {
        (try? settings.string("memory_limit")) == "none" ? 0 : try settings.bytes("memory_limit")
    }

    private func inboxes(_ settings: Settings) throws -> [Configuration.Inbox] {
        guard let value = settings.table["inbox"] else {
            return [Configuration.Inbox(name: "default", path: places.inbox, outbox: places.outbox)]
        }
        guard let array = value.array, !array.isEmpty else {
            throw settings.refusal("inbox", "is not a list of tables", hint: "write [[inbox]] above its keys")
        }
        return try array.map { element in
            guard let table = element.table else {
                throw settings.refusal("inbox", "is not a list of tables", hint: "write [[inbox]] above its keys")
            }
            return try inbox(Settings(table, file: settings.file, section: "[[inbox]] ", known: Self.inboxKeys))
        }
    }

    private func inbox(_ settings: Settings) throws -> Configuration.Inbox {
        func required<T>(_ key: String, _ value: T?) throws -> T {
            guard let value else { throw settings.refusal(key, "is missing") }
            return value
        }
        let path = try required("path", self.path(settings, "path"))
        return Configuration.Inbox(
            name: try settings.string("name") ?? URL(fileURLWithPath: path).lastPathComponent, path: path,
            outbox: try required("outbox", self.path(settings, "outbox")),
            checkpoint: try self.path(settings, "checkpoint"), job: try self.path(settings, "job"),
            loose: try settings.choice("loose", Configuration.Loose.self) ?? .ownCheckpoint,
            work: try self.path(settings, "work"),
            results: try settings.choice("results", Configuration.Results.self) ?? .group)
    }

    /// Returns an absolute path without `.`, `..` and a slash at the end; `~/` is the user's home.
    private func path(_ settings: Settings, _ key: String) throws -> String? {
        guard let text = try settings.string(key) else { return nil }
        guard !text.isEmpty else { throw settings.refusal(key, "is empty") }
        let expanded = text.hasPrefix("~/") ? NSHomeDirectory() + text.dropFirst(1) : text
        let absolute = expanded.hasPrefix("/") ? expanded : folder + "/" + expanded
        return URL(fileURLWithPath: absolute).standardized.path
    }
}
