// SPDX-License-Identifier: Apache-2.0
/// What reads HDF5 files for this process: a new child for each file.
///
/// libhdf5 follows a format made of addresses, and is known to crash on damaged files. In a child that may do next to
/// nothing a crash is an answer like another: a `Failure` that names the file.
public struct HDF5Reader: Sendable, Equatable {
    enum Way: Sendable, Equatable {
        /// `uae-worker read-hdf5` at this path: for processes with threads, which cannot fork.
        case program(String)
        /// The fork server at the other end of this socket: for a worker, which may not start programs.
        case server(Int32)
    }

    let way: Way
    /// Of processor time, for one file.
    public var processorSeconds: UInt32 = 120
    /// From the child's start to the last answer.
    public var patience: Duration = .seconds(300)

    /// - Parameter program: the path of `uae-worker`.
    public init(program: String) {
        way = .program(program)
    }

    /// - Parameter server: our end of the socket of a fork server that serves with `HDF5Service`.
    public init(server: Int32) {
        way = .server(server)
    }

    /// For people.
    var name: String {
        switch way {
        case .program(let path): path
        case .server: "uae-worker's own child"
        }
    }

    /// Bytes of address space: the program with its libraries, the file's mapping, and copies of what is read from it.
    static func memory(_ size: Int, _ limits: Limits) -> Int {
        (512 << 20) + size + 8 * limits.tensorElements + 4 * limits.jsonBytes
    }
}
