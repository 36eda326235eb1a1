// SPDX-License-Identifier: Apache-2.0
import Bundles
import CLinux

/// Starts and ends children, whichever way they are made.
extension HDF5Reader {
    /// - Returns: 0, or an errno.
    func start(memory: UInt, _ file: InputFile, _ child: inout uaed_reader) -> Int32 {
        switch way {
        case .program(let path): uaed_start_reader(path, memory, processorSeconds, file.number, &child)
        case .server(let socket): uaed_fork_reader(socket, memory, processorSeconds, file.number, &child)
        }
    }

    /// - Returns: the child's status as waitpid(2) returns it, or -1.
    func end(_ pid: Int32, within milliseconds: Int32) -> Int32 {
        switch way {
        case .program: uaed_end_reader(pid, milliseconds)
        case .server(let socket): uaed_end_forked_reader(socket, pid, milliseconds)
        }
    }
}
