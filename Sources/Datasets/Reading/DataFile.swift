// SPDX-License-Identifier: Apache-2.0
import Base

/// The kind of a data file, determined by its name.
enum DataFile: Equatable {
    case png
    case table
    case idxImages
    case idxLabels
    /// An image in a format that uaed does not read.
    case foreignImage

    /// nil if the name is that of no dataset file; case does not matter.
    init?(name: String) {
        let name = name.lowercased()
        let bare = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
        if name.hasSuffix(".png") {
            self = .png
        } else if bare.hasSuffix(".csv") {
            self = .table
        } else if bare.hasSuffix("idx3-ubyte") {
            self = .idxImages
        } else if bare.hasSuffix("idx1-ubyte") {
            self = .idxLabels
        } else if Self.foreign.contains(where: name.hasSuffix) {
            self = .foreignImage
        } else {
            return nil
        }
    }

    private static let foreign = [
        ".jpg", ".jpeg", ".jpe", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".avif", ".jp2", ".pgm", ".ppm",
        ".pnm",
    ]

    /// Names that are skipped: hidden files, unfinished copies, and what other programs leave behind
    /// (`name~`, Synology's `@eaDir`).
    static func isPassedOver(_ name: String) -> Bool {
        name.isHidden || name.hasSuffix("~") || name == "@eaDir"
            || [".part", ".filepart", ".tmp"].contains(where: name.hasSuffix)
    }
}
