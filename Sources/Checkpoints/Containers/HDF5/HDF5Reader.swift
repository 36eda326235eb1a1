// SPDX-License-Identifier: Apache-2.0
/// Starts the children that read HDF5 files for this process, one child for each file.
///
/// libhdf5 follows addresses through the file, and is known to crash on damaged files. In a confined child, a crash
/// becomes a `Failure` that names the file.
public struct HDF5Reader: Sendable, Equatable {
    enum Way: Sendable, Equatable {
        /// `uae-worker read-hdf5` at this path: for processes with several threads, which must not fork.
        case program(String)
        /// The fork server at the other end of this socket: for a worker, which may not start programs.
        case server(Int32)
    }

    let way: Way
    /// Processor time for one file, in seconds.
    public var processorSeconds: UInt32 = 120
    /// From the child's start to its last answer.
    public var patience: Duration = .seconds(300)

    /// Starts the program for each file.
    ///
    /// - Parameter program: the path of `uae-worker`.
    public init(program: String) {
        way = .program(program)
    }

    /// Forks a child for each file.
    ///
    /// - Parameter server: this process's end of the socket to a fork server that runs `HDF5Service`.
    public init(server: Int32) {
        way = .server(server)
    }

    /// The reader's name in messages.
    var name: String {
        switch way {
        case .program(let path): path
        case .server: "uae-worker's own child"
        }
    }

    /// Limit of the child's address space in bytes: the program with its libraries, the mapped
    /// file, and copies of the data.
    static func memory(_ size: Int, _ limits: Limits) -> Int {
        (512 << 20) + size + 8 * limits.tensorElements + 4 * limits.jsonBytes
    }
}
