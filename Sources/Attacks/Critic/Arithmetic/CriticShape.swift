// SPDX-License-Identifier: Apache-2.0
import Kernels

/// The sizes of a critic: K rows of length d' and H hidden units.
///
/// A K×H quantity is stored as H runs of `stride` elements: the K values of one hidden unit lie side by side, padded
/// with zeros to whole vectors.
public struct CriticShape: Sendable, Equatable {
    /// K
    let rows: Int
    /// H
    let hidden: Int
    /// d'
    let rowLength: Int
    /// K rounded up to whole vectors.
    let stride: Int

    init(rows: Int, hidden: Int, rowLength: Int) {
        self.rows = rows
        self.hidden = hidden
        self.rowLength = rowLength
        let lanes = Int(CRITIC_LANES)
        stride = (rows + lanes - 1) / lanes * lanes
    }

    /// Elements of a K×H quantity.
    var projectionCount: Int { hidden * stride }
    /// Elements of K rows with their padding.
    var rowsCount: Int { stride * rowLength }
    /// Elements of A or B.
    var matrixCount: Int { hidden * rowLength }
    /// Scratch elements that either form of I needs.
    var tableCount: Int { max(2 * rows * stride, (2 * hidden + 2) * stride) }
}
