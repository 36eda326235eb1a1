// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Base
import ControlAPI
import DaemonCore

/// A group of its own, because ArgumentParser then accepts the option before or after a subcommand's name.
struct ConfigurationOption: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config: String?
}

/// `uaed config`: checks or shows the configuration file without a daemon.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Look at the configuration, and end.",
        discussion: "What a running daemon uses, uaectl config says.",
        subcommands: [ConfigCheck.self, ConfigShow.self])
}

struct ConfigCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Say whether it is right. Exit status 78 where it is not.")

    @OptionGroup var options: ConfigurationOption

    func run() throws { print(try Uaed.reporting { try ConfigurationFile.load(options.config) }.summary) }
}

struct ConfigShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print every key with its value, and where that was said.")

    @OptionGroup var options: ConfigurationOption

    func run() throws {
        let configuration = try Uaed.reporting { try ConfigurationFile.load(options.config) }
        let place = options.config == nil ? "its usual place" : "the command line: --config"
        print(configuration.file.map { "# \($0) (\(place))" } ?? "# no configuration file: the defaults serve")
        print(
            ConfigurationReport(file: configuration.file, entries: configuration.entries).lines.joined(separator: "\n"))
    }
}
