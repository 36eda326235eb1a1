// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Base
import ControlAPI

/// The command line, which ``Program`` runs.
struct UAECtl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uaectl",
        abstract: "Ask the daemon uaed, and tell it what to do.",
        discussion: """
            JOB is a job's number, or the name of its bundle, which means the newest job of that name. \
            The daemon is looked for at --socket, $UAED_SOCKET, or your own socket and then the system's.

            Standard output holds the result alone; --format json is stable and carries a schema number. \
            The exit status is that of the command, not of the job it asks about (wait apart):

              0  done                          5  the daemon is not reachable
              1  the operation failed          6  the daemon speaks another protocol
              2  wrong usage                   7  wrong state, or the name is taken
              3  no such job, file or inbox    8  the daemon did not answer in time
              4  not permitted               130  interrupted

            wait, submit --wait: 0 published, 10 failed, 11 cancelled, 12 not over when --timeout had passed.
            """,
        version: "uaectl \(Release.version) (protocol \(ControlProtocol.major).\(ControlProtocol.minor))",
        subcommands: [
            Status.self, List.self, Show.self, Watch.self, Wait.self, Submit.self, Cancel.self, Retry.self, Hold.self,
            Unhold.self, Move.self, Explain.self, Logs.self, Events.self, Schedule.self, Pause.self, Resume.self,
            Rescan.self, Adopt.self, Doctor.self, Config.self, Clean.self, Inspect.self, Verify.self, Operators.self,
            Completions.self, Version.self,
        ])
}
