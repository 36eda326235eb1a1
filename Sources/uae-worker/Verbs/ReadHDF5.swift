import ArgumentParser
import Checkpoints
import Glibc
import HDF5Reading

/// `uae-worker read-hdf5`: the child in which a worker lets libhdf5 read one file. Not for people.
struct ReadHDF5: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read-hdf5", abstract: "Serve one HDF5 file to the worker that started this process.",
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
    /// This very build, whatever is installed at its path by now.
    static let thisProgram = HDF5Reader(program: "/proc/self/exe")
}
