// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import FoundationEssentials

extension Configuration {
    /// Every key with the value in force and its origin.
    package var entries: [ConfigurationReport.Entry] {
        (general + inboxes.enumerated().flatMap { Self.entries($0.element, number: $0.offset + 1) }).map { key, value in
            let line = lines[key].map { ":\($0)" }
            return .init(key: key, value: value, origin: line.flatMap { line in file.map { $0 + line } } ?? "default")
        }
    }

    /// The keys above `[[inbox]]`, in the order of etc/uaed.toml.
    private var general: [(String, String?)] {
        [
            ("state", Self.quoted(state)), ("socket", Self.quoted(socket)), ("threads", String(threads)),
            ("max_running_jobs", String(maxRunningJobs)), ("settle", Self.seconds(settle)),
            ("rescan", Self.seconds(rescan)), ("incomplete_timeout", Self.seconds(incompleteTimeout)),
            ("inspect_timeout", Self.seconds(inspectTimeout)), ("stall_timeout", Self.seconds(stallTimeout)),
            ("keep_inputs", keepInputs.map(Self.seconds) ?? Self.quoted("forever")),
            ("keep_jobs", keepJobs.map(Self.seconds) ?? Self.quoted("forever")),
            ("keep_history", Self.text(keepHistory)),
            ("disk_reserve", String(diskReserve)),
            ("memory_limit", workerMemory.map { String($0) } ?? Self.quoted("none")),
            ("worker", worker.map(Self.quoted)), ("hooks", Self.quoted(hooks)),
            ("hook_timeout", Self.seconds(hookTimeout)), ("log_level", Self.quoted(logLevel.rawValue)),
            ("log_format", Self.quoted(logForm.rawValue)),
            ("group", Self.quoted(group)), ("admin_group", Self.quoted(adminGroup)),
            ("metrics_file", metricsFile.map(Self.quoted)),
        ]
    }

    private static func entries(_ inbox: Inbox, number: Int) -> [(String, String?)] {
        let values = [
            ("name", quoted(inbox.name)), ("path", quoted(inbox.path)), ("outbox", quoted(inbox.outbox)),
            ("checkpoint", inbox.checkpoint.map(quoted)), ("job", inbox.job.map(quoted)),
            ("loose", quoted(inbox.loose.rawValue)), ("work", inbox.work.map(quoted)),
            ("results", quoted(inbox.results.rawValue)),
        ]
        return values.map { ("inbox[\(number)].\($0.0)", $0.1) }
    }

    /// A basic string of TOML.
    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: String(format: "\\u%04X", scalar.value)
            default: String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }

    private static func text(_ history: History) -> String {
        switch history {
        case .jobs: quoted("jobs")
        case .forever: quoted("forever")
        case .all(let seconds): self.seconds(seconds)
        }
    }

    private static func seconds(_ seconds: Double) -> String {
        seconds == seconds.rounded() && seconds < 1e15 ? String(Int(seconds)) : String(seconds)
    }
}
