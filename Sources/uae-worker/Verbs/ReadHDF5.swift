// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CLinux
import Checkpoints
import Glibc
import HDF5Reading

/// `uae-worker read-hdf5`: one HDF5 file, read by libhdf5 for a process that has threads and cannot fork (a worker
/// asks its fork server). Not for people.
struct ReadHDF5: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read-hdf5", abstract: "Serve one HDF5 file to the process that started this one.",
        shouldDisplay: false)

    @Option(help: "Bytes of address space.")
    var memory: Int

    @Option(help: "Seconds of processor time.")
    var seconds: Int

    func run() throws {
        // Its user has gone, or there never was one: either way there is no one to tell, and nothing to tidy up.
        try? HDF5Service.run(memory: memory, seconds: seconds)
        _exit(0)
    }
}

extension HDF5Reader {
    /// Children of this process's fork server, which starts at the first use: before the cage is closed.
    static let forked: HDF5Reader = {
        var channel: Int32 = -1
        // Where it does not start, whoever wants to read HDF5 is told.
        _ = uaed_start_fork_server(
            { memory, seconds in try? HDF5Service.run(memory: Int(clamping: memory), seconds: Int(seconds)) }, &channel)
        return HDF5Reader(server: channel)
    }()
}
