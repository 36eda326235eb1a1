// SPDX-License-Identifier: Apache-2.0
/// How many output rows go through all maps before the next ones do.
///
/// A group of four maps reads every source plane once. Where the source is larger than the second cache, all groups take
/// turns on a band of rows whose sources fit, instead of each reading the whole source from the third.
enum LaneBand {
    /// Bytes of a band's sources.
    static let bytes = 512 << 10

    /// The rows of a band: even, because kernels take two at once; all rows if the source fits, or if one group of maps
    /// does it all.
    static func rows(of rows: Int, step: Int, width: Int, planes: Int, maps: Int) -> Int32 {
        let row = planes * width * step * Lanes.count * 4
        guard rows * row > bytes, maps > 4 else { return Int32(max(1, rows)) }
        return Int32(max(2, bytes / row / 2 * 2))
    }
}
