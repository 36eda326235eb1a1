// SPDX-License-Identifier: Apache-2.0
import Base

/// What a file holds, by its name.
enum DataFile: Equatable {
    case png
    case table
    case idxImages
    case idxLabels
    /// An image in a format that is not read.
    case foreignImage

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

    /// Names that are never looked at: hidden files, copies under way, other programs' droppings.
    static func isPassedOver(_ name: String) -> Bool {
        name.isHidden || name.hasSuffix("~") || name == "@eaDir"
            || [".part", ".filepart", ".tmp"].contains(where: name.hasSuffix)
    }
}
