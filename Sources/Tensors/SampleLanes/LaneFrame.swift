// SPDX-License-Identifier: Apache-2.0
import Kernels

/// The rectangle of each source plane that sums read, with a border of zeros where they reach beyond the plane.
struct LaneFrame {
    /// Zeros before the first row and column.
    let top: Int
    let left: Int
    let height: Int
    let width: Int
    /// Whether any sum reaches beyond the plane.
    let isNeeded: Bool
    private let copiedRows: Int
    private let copiedColumns: Int
    private let sourceWidth: Int

    /// The frame that these phases need, or the planes as they are if none.
    init(rows: [ConvolutionAxis.Phase], columns: [ConvolutionAxis.Phase], sourceHeight: Int, sourceWidth: Int) {
        self.sourceWidth = sourceWidth
        let (down, across) = (rows.reach ?? 0...0, columns.reach ?? 0...0)
        isNeeded =
            down.lowerBound < 0 || across.lowerBound < 0 || down.upperBound >= sourceHeight
            || across.upperBound >= sourceWidth
        top = isNeeded ? max(0, -down.lowerBound) : 0
        left = isNeeded ? max(0, -across.lowerBound) : 0
        height = isNeeded ? max(down.upperBound, 0) + 1 + top : sourceHeight
        width = isNeeded ? max(across.upperBound, 0) + 1 + left : sourceWidth
        copiedRows = min(sourceHeight, height - top)
        copiedColumns = min(sourceWidth, width - left)
    }

    /// The copy of `planes` planes into the frame.
    func shape(planes: Int) -> lane_framing {
        lane_framing(
            planes: Int32(planes), height: Int32(copiedRows), width: Int32(copiedColumns), from_row: Int32(sourceWidth),
            from_column: 1, top: Int32(top), left: Int32(left), padded_height: Int32(height),
            padded_width: Int32(width),
            slope: 0)
    }
}
