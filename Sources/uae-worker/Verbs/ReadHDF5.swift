// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CLinux
import Checkpoints
import Glibc
import HDF5Reading

/// `uae-worker read-hdf5`: reads one HDF5 file with libhdf5 for a process that has threads and therefore cannot fork; a
/// worker asks its fork server instead. Hidden from the help.
struct ReadHDF5: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read-hdf5", abstract: "Serve one HDF5 file to the process that started this one.",
        shouldDisplay: false)

    @Option(help: "Bytes of address space.")
    var memory: Int

    @Option(help: "Seconds of processor time.")
    var seconds: Int

    func run() throws {
        // An error means that the client is gone, or never was: there is nobody to report it to.
        try? HDF5Service.run(memory: memory, seconds: seconds)
        _exit(0)
    }
}

extension HDF5Reader {
    /// A reader that forks from this process's fork server. The server starts at the first use, which must come before
    /// the cage is closed.
    static let forked: HDF5Reader = {
        var channel: Int32 = -1
        // If it does not start, reading an HDF5 file fails and reports it.
        _ = uaed_start_fork_server(
            { memory, seconds in try? HDF5Service.run(memory: Int(clamping: memory), seconds: Int(seconds)) }, &channel)
        return HDF5Reader(server: channel)
    }()
}
