// SPDX-License-Identifier: Apache-2.0
import Foundation

@testable import Checkpoints

extension HDF5Reader {
    /// The real `uae-worker`, as the build left it beside the tests.
    static let built = HDF5Reader(program: beside("uae-worker"))

    private static func beside(_ name: String) -> String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: name).path
    }
}

extension Checkpoint {
    init(folder: String, file: String) throws {
        try self.init(folder: folder, file: file, hdf5: .built)
    }
}
