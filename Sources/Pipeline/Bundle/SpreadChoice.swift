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
        var counts: [Int32: Int] = [:]
        // The order of the classes must not depend on a hash; by their first samples, no class is preferred.
        var order: [Int32] = []
        for index in 0..<count {
            let number = classes.isEmpty ? 0 : classes[index]
            if counts.updateValue(counts[number, default: 0] + 1, forKey: number) == nil { order.append(number) }
        }
        let shares = Dictionary(
            uniqueKeysWithValues: zip(order, shares(of: limit, among: order.map { counts[$0]! })))
        var drawn = shares.mapValues(Smallest.init)
        for index in 0..<count {
            var stream = RandomStream(seed: seed, sample: UInt64(index), purpose: purpose)
            drawn[classes.isEmpty ? 0 : classes[index]]!.add(stream.bits(), index)
        }
        return drawn.values.flatMap(\.indices).sorted()
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
}

/// The indices with the smallest random numbers, of any number of candidates in memory for twice the result.
private struct Smallest {
    private let count: Int
    private var kept: [(number: UInt32, index: Int)] = []
    /// Greater numbers are not among the smallest.
    private var bound = UInt32.max

    init(_ count: Int) { self.count = count }

    mutating func add(_ number: UInt32, _ index: Int) {
        guard number <= bound else { return }
        kept.append((number, index))
        if kept.count >= 2 * count + 64 { trim() }
    }

    private mutating func trim() {
        kept.sort { $0 < $1 }
        kept.removeLast(max(0, kept.count - count))
        if let last = kept.last, kept.count == count { bound = last.number }
    }

    var indices: [Int] {
        var copy = self
        copy.trim()
        return copy.kept.map(\.index)
    }
}
