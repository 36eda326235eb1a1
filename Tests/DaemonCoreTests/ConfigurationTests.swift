// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Testing

@testable import DaemonCore

@Suite(.timeLimit(.minutes(10))) struct ConfigurationTests {
    static let places = Places(
        configuration: "/nowhere/uaed.toml", inbox: "/h/uaed/inbox", outbox: "/h/uaed/outbox", state: "/h/state",
        socket: "/h/run/uaed.sock")

    func parse(_ text: String) throws -> Configuration {
        try ConfigurationFile.parse(text, file: "/etc/uaed/uaed.toml", places: Self.places)
    }

    /// The refusal's whole text.
    func refusal(_ text: String) throws -> String {
        let failure = try #require(throws: Failure.self) { try parse(text) }
        #expect(failure.kind == .refused)
        #expect(failure.file == "/etc/uaed/uaed.toml")
        return failure.description
    }

    @Test func nothingMeansDefaults() throws {
        let configuration = try parse("")
        #expect(configuration.inboxes == [.init(name: "default", path: "/h/uaed/inbox", outbox: "/h/uaed/outbox")])
        #expect(configuration.state == "/h/state" && configuration.socket == "/h/run/uaed.sock")
        #expect(configuration.settle == 10 && configuration.rescan == 60 && configuration.incompleteTimeout == 3600)
        #expect(configuration.maxRunningJobs == 1 && configuration.keepInputs == nil)
        #expect(configuration.threads == ProcessInfo.processInfo.activeProcessorCount)
    }

    /// Every key that the parser knows stands in the shipped file, with the value that it documents as its default.
    @Test func shippedFileDocumentsEveryKeyWithItsDefault() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../etc/uaed.toml").standardized
        let text = try String(contentsOf: file, encoding: .utf8)
        for key in ConfigurationFile.keys + ConfigurationFile.inboxKeys where key != "inbox" {
            #expect(text.contains(try Regex("(?m)^#?\(key) = ")), "\(key) is not documented")
        }
        var shipped = try ConfigurationFile.parse(text, file: nil, places: Self.places)
        #expect(
            shipped.inboxes == [.init(name: "default", path: "/var/lib/uaed/inbox", outbox: "/var/lib/uaed/outbox")])
        #expect(shipped.state == Places.system.state && shipped.socket == Places.system.socket)

        // With every key uncommented it is valid too, and apart from the examples without a default nothing changes.
        let all = text.replacing(try Regex("(?m)^#([a-z_]+ = )"), with: { String($0.output[1].substring!) })
        var uncommented = try ConfigurationFile.parse(all, file: nil, places: Self.places)
        #expect(uncommented.memoryLimit == 8 << 30 && uncommented.worker == "/usr/local/bin/uae-worker")
        #expect(uncommented.threads == 4)
        #expect(uncommented.inboxes[0].checkpoint == "/var/lib/uaed/model.onnx")
        #expect(uncommented.inboxes[0].job == "/etc/uaed/job.toml")
        for key in [\Configuration.memoryLimit] { uncommented[keyPath: key] = shipped[keyPath: key] }
        (uncommented.worker, uncommented.threads) = (shipped.worker, shipped.threads)
        #expect(uncommented.hooks.hasSuffix("/hooks.d") && shipped.hooks == "/nowhere/hooks.d")
        uncommented.hooks = shipped.hooks
        #expect(uncommented.metricsFile == "/var/lib/prometheus/node-exporter/uaed.prom" && shipped.metricsFile == nil)
        uncommented.metricsFile = nil
        uncommented.inboxes = shipped.inboxes
        shipped.file = uncommented.file
        #expect(uncommented == shipped)
    }

    @Test func everyKeyIsRead() throws {
        let configuration = try parse(
            """
            state = "state"
            socket = "/run/x.sock"
            threads = 8
            max_running_jobs = 3
            settle = 0.25
            rescan = "500ms"
            incomplete_timeout = "2h"
            stall_timeout = "90m"
            inspect_timeout = "3m"
            keep_history = "30d"
            keep_inputs = "30d"
            keep_jobs = "90d"
            disk_reserve = "1G"
            memory_limit = "1.5G"
            worker = "../bin/uae-worker"
            hooks = "/srv/hooks"
            hook_timeout = "5m"
            metrics_file = "uaed.prom"
            log_level = "debug"
            log_format = "json"
            [[inbox]]
            path = "/srv/in/"
            outbox = "/srv/out"
            checkpoint = "model.onnx"
            job = "job.toml"
            loose = "default-checkpoint"
            [[inbox]]
            name = "second"
            path = "/srv/in2"
            outbox = "/srv/out"
            """)
        #expect(configuration.state == "/etc/uaed/state" && configuration.worker == "/etc/bin/uae-worker")
        #expect(configuration.threadsPerWorker == 2)
        #expect(configuration.settle == 0.25 && configuration.rescan == 0.5)
        #expect(configuration.incompleteTimeout == 7200 && configuration.keepInputs == 2_592_000)
        #expect(configuration.inspectTimeout == 180 && configuration.keepHistory == .all(2_592_000))
        #expect(configuration.stallTimeout == 5400 && configuration.metricsFile == "/etc/uaed/uaed.prom")
        #expect(configuration.keepJobs == 7_776_000 && configuration.diskReserve == 1_073_741_824)
        #expect(configuration.memoryLimit == 1_610_612_736 && configuration.logLevel == .debug)
        #expect(
            configuration.inboxes == [
                .init(
                    name: "in", path: "/srv/in", outbox: "/srv/out", checkpoint: "/etc/uaed/model.onnx",
                    job: "/etc/uaed/job.toml", loose: .defaultCheckpoint),
                .init(name: "second", path: "/srv/in2", outbox: "/srv/out"),
            ])
    }

    @Test(arguments: [
        ("setle = 3", "'settle'"),
        ("max_runing_jobs = 3", "'max_running_jobs'"),
        ("[[inbox]]\npath = \"/a\"\noutbox = \"/b\"\nchekpoint = \"x\"", "'checkpoint'"),
        ("zzzzzzzzzzzz = 1", "known keys"),
        ("threads = 0", "at least 1"),
        ("threads = \"two\"", "whole number"),
        ("settle = \"10 parsecs\"", "10s"),
        ("settle = -1", "10s"),
        ("memory_limit = \"4Q\"", "4G"), ("memory_limit = \"512M\"", "1024 MiB"),
        ("log_level = \"loud\"", "\"warning\""), ("metrics_file = \"/m\"", ".prom"),
        ("[[inbox]]\npath = \"/a\"", "outbox: is missing"),
        ("[inbox]\npath = \"/a\"\noutbox = \"/b\"", "[[inbox]]"),
        ("[[inbox]]\npath = \"/a\"\noutbox = \"/a/out\"", "in one another"),
        ("[[inbox]]\npath=\"/a/x\"\noutbox=\"/o\"\n[[inbox]]\npath=\"/b/x\"\noutbox=\"/o\"", "own name"),
        ("[[inbox]]\npath=\"/a\"\noutbox=\"/o\"\n[[inbox]]\npath=\"/a/b\"\noutbox=\"/o\"", "in one another"),
        ("[[inbox]]\npath = \"/a\"\noutbox = \"/o\"\nloose = \"default-checkpoint\"", "checkpoint = "),
        ("socket = \"/\(String(repeating: "s", count: 107))\"", "107 bytes"),
        ("settle = = 3", "row 1"),
    ])
    func refused(_ text: String, _ words: String) throws {
        let said = try refusal(text)
        #expect(said.contains(words), "\(said)")
    }

    @Test func placesOfAUser() {
        let bare = Places.user(environment: ["HOME": "/home/p", "XDG_STATE_HOME": "relative"], uid: 1000)
        #expect(bare.inbox == "/home/p/uaed/inbox" && bare.outbox == "/home/p/uaed/outbox")
        #expect(bare.configuration == "/home/p/.config/uaed/uaed.toml")
        #expect(bare.state == "/home/p/.local/state/uaed" && bare.socket == "/run/user/1000/uaed/uaed.sock")
        let set = Places.user(
            environment: ["HOME": "/h", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/s", "XDG_RUNTIME_DIR": "/r"],
            uid: 1)
        #expect(set.configuration == "/c/uaed/uaed.toml" && set.state == "/s/uaed" && set.socket == "/r/uaed/uaed.sock")
    }
}
