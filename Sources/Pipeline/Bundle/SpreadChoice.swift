// SPDX-License-Identifier: Apache-2.0
import Datasets
import Tensors

/// A part of the samples that stands for all of them: each class has its share, and the samples of a class are drawn at
/// random. Files of one class often follow one another, so that the first samples would be of one class.
enum SpreadChoice {
    /// Indices in ascending order.
    ///
    /// - Parameters:
    ///   - limit: how many, at most `count`.
    ///   - classes: a number for each sample; empty if the samples have no classes.
    static func indices(
        _ limit: Int, of count: Int, classes: [Int32], seed: UInt64, purpose: RandomStream.Purpose
    ) -> [Int] {
        guard limit < count else { return Array(0..<count) }
        let groups = Dictionary(grouping: 0..<count) { classes.isEmpty ? 0 : classes[$0] }
        // The order of the groups must not depend on a hash; by the first sample of each, no class is preferred.
        let sorted = groups.values.sorted { $0[0] < $1[0] }
        let shares = shares(of: limit, among: sorted.map(\.count))
        return zip(sorted, shares).flatMap { group, share in
            drawn(share, from: group, seed: seed, purpose: purpose)
        }.sorted()
    }

    /// As ``indices(_:of:classes:seed:purpose:)``, for the samples that `[dataset] limit` keeps.
    static func limit(seed: UInt64) -> SampleChoice {
        SampleChoice { limit, count, classes in
            indices(limit, of: count, classes: classes, seed: seed, purpose: .limit)
        }
    }

    /// `limit` divided in proportion to `counts` by largest remainder; the earlier of equal remainders comes first.
    static func shares(of limit: Int, among counts: [Int]) -> [Int] {
        let total = counts.reduce(0, +)
        let parts = counts.map { limit.multipliedFullWidth(by: $0) }.map { total.dividingFullWidth($0) }
        var shares = parts.map(\.quotient)
        let left = limit - shares.reduce(0, +)
        let order = parts.indices.sorted { (parts[$1].remainder, $0) < (parts[$0].remainder, $1) }
        for place in order.prefix(left) { shares[place] += 1 }
        return shares
    }

    /// The samples with the smallest random numbers, each a function of seed and index alone.
    private static func drawn(
        _ share: Int, from group: [Int], seed: UInt64, purpose: RandomStream.Purpose
    ) -> ArraySlice<Int> {
        guard share < group.count else { return group[...] }
        return group.map { index -> (UInt32, Int) in
            var stream = RandomStream(seed: seed, sample: UInt64(index), purpose: purpose)
            return (stream.bits(), index)
        }.sorted { $0 < $1 }.map(\.1).prefix(share)
    }
}
