// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Glibc

/// Runs the command line, and ends with the exit status that docs/design/contracts.md and `uaectl --help` promise.
@main
enum Program {
    static func main() async {
        // The write to a reader that is gone then fails with EPIPE (``Console``).
        signal(SIGPIPE, SIG_IGN)
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            var command = try UAECtl.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(CommandEnd(error).report(as: OutputFormat.asked(arguments)))
        }
    }
}
