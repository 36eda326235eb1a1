// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `uaectl completions`: the script that packages install by themselves.
struct Completions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "A script with which a shell completes verbs, options and jobs.",
        discussion: "bash: source <(uaectl completions bash). A package has put them in place already.")

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() throws {
        guard let kind = CompletionShell(rawValue: shell.rawValue) else { throw ExitCode.failure }
        Console.line(UAECtl.completionScript(for: kind))
    }
}
