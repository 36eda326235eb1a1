/// The program that reads HDF5 files for this process: `uae-worker read-hdf5`, a new child for each file.
///
/// libhdf5 follows a format made of addresses, and is known to crash on damaged files. In a child that may do next to
/// nothing a crash is an answer like another: a `Failure` that names the file.
public struct HDF5Reader: Sendable, Equatable {
    /// Path of `uae-worker`. A worker names itself, `/proc/self/exe`: the same build, even while another is installed.
    public var program: String
    /// Of processor time, for one file.
    public var processorSeconds: UInt32 = 120
    /// From the child's start to the last answer.
    public var patience: Duration = .seconds(300)

    public init(program: String) {
        self.program = program
    }

    /// Bytes of address space: the program with its libraries, the file's mapping, and copies of what is read from it.
    static func memory(_ size: Int, _ limits: Limits) -> Int {
        (512 << 20) + size + 8 * limits.tensorElements + 4 * limits.jsonBytes
    }
}
