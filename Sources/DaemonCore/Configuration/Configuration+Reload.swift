// SPDX-License-Identifier: Apache-2.0
extension Configuration {
    /// A key of `uaed.toml` and the value that it sets.
    private struct Key {
        var name: String
        var differs: (Configuration, Configuration) -> Bool
        /// Gives the first configuration the second one's value.
        var carry: (inout Configuration, Configuration) -> Void

        init<Value: Equatable>(_ name: String, _ value: WritableKeyPath<Configuration, Value>) {
            self.name = name
            differs = { $0[keyPath: value] != $1[keyPath: value] }
            carry = { $0[keyPath: value] = $1[keyPath: value] }
        }
    }

    /// The keys that a running daemon takes over; running workers keep the values that they were started with.
    private static var changing: [Key] {
        [
            Key("threads", \.threads), Key("max_running_jobs", \.maxRunningJobs), Key("settle", \.settle),
            Key("rescan", \.rescan), Key("incomplete_timeout", \.incompleteTimeout),
            Key("inspect_timeout", \.inspectTimeout), Key("stall_timeout", \.stallTimeout),
            Key("keep_history", \.keepHistory), Key("keep_inputs", \.keepInputs), Key("keep_jobs", \.keepJobs),
            Key("disk_reserve", \.diskReserve), Key("memory_limit", \.memoryLimit), Key("log_level", \.logLevel),
            Key("hooks", \.hooks), Key("hook_timeout", \.hookTimeout),
            Key("group", \.group), Key("admin_group", \.adminGroup), Key("inbox", \.inboxes),
            Key("metrics_file", \.metricsFile),
        ]
    }

    /// The keys for what a daemon holds from its start on: its lock, its socket, its program.
    private static var fixed: [Key] {
        [Key("state", \.state), Key("socket", \.socket), Key("worker", \.worker), Key("log_format", \.logForm)]
    }

    /// Every key that a reload handles.
    static var reloadKeys: [String] { (changing + fixed).map(\.name) }

    /// Decides what a running daemon takes over from a configuration that was read again.
    ///
    /// - Returns: the configuration to put into force, the keys that changed, and the keys that wait for a restart.
    func reloaded(from new: Configuration) -> (Configuration, changed: [String], waiting: [String]) {
        var next = new
        var waiting: [String] = []
        for key in Self.fixed where key.differs(self, new) {
            key.carry(&next, self)
            waiting.append(key.name)
        }
        if places != new.places {
            next.inboxes = inboxes
            waiting.append("name, path, outbox and work of [[inbox]]")
        }
        return (next, Self.changing.filter { $0.differs(self, next) }.map(\.name), waiting)
    }

    /// The settings that watches and claims depend on.
    private var places: [[String]] { inboxes.map { [$0.name, $0.path, $0.outbox, $0.work ?? ""] } }
}
