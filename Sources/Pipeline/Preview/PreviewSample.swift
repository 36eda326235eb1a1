// SPDX-License-Identifier: Apache-2.0
/// One sample of the preview, with values in [0, 1] in the data's natural order.
struct PreviewSample: Equatable, Sendable {
    var index: Int
    var source: [Float]
    var stored: [Float]
    var l2: Double

    var largestChange: Double {
        zip(source, stored).map { abs(Double($1) - Double($0)) }.max() ?? 0
    }
}

/// The samples that the preview shows: four each with low, middle and high perturbation, or fewer if
/// there are fewer than twelve.
struct PreviewChoice: Equatable, Sendable {
    struct Group: Equatable, Sendable {
        var title: String
        /// Sample indices by increasing perturbation.
        var indices: [Int]
    }

    static let groupSize = 4
    let groups: [Group]

    /// - Parameter norms: index and ‖δ‖₂ of every successful sample.
    init(norms: [(index: Int, l2: Double)]) {
        let sorted = norms.sorted { ($0.l2, $0.index) < ($1.l2, $1.index) }.map(\.index)
        guard sorted.count >= 3 * Self.groupSize else {
            let share = (sorted.count + 2) / 3
            groups = Self.groups(
                stride(from: 0, to: sorted.count, by: max(1, share)).map {
                    Array(sorted[$0..<min($0 + share, sorted.count)])
                })
            return
        }
        let free = sorted.count - Self.groupSize
        groups = Self.groups(
            [0.05, 0.5, 0.95].map { share in
                // The groups do not overlap: with twelve samples they start at 0, 4 and 8.
                let start = Int((share * Double(free)).rounded())
                return Array(sorted[start..<start + Self.groupSize])
            })
    }

    private static func groups(_ indices: [[Int]]) -> [Group] {
        zip(["low perturbation", "middle", "high"], indices).map(Group.init)
    }
}
