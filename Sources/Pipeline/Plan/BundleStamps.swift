// SPDX-License-Identifier: Apache-2.0
import Bundles

/// The stamps of a bundle's files at one moment.
struct BundleStamps {
    let folder: String
    private let files: [String]
    /// As many as ``files``; nil for a file that cannot be opened, which its reader reports.
    private let stamps: [FileStamp?]

    /// - Parameter files: in byte-wise order.
    init(_ files: [String], in folder: String) {
        self.folder = folder
        self.files = files
        let open = try? InputFolder(folder)
        stamps = files.map { try? open?.file($0).stamp }
    }

    subscript(path: String) -> FileStamp? {
        files.place(of: path) { $0 }.flatMap { stamps[$0] }
    }
}
