// SPDX-License-Identifier: Apache-2.0
/// Decides which samples `[dataset] limit` keeps.
public struct SampleChoice: Sendable {
    /// The indices to keep, ascending, from the number to keep and each sample's class, as any number; empty without
    /// classes.
    let indices: @Sendable (_ limit: Int, _ count: Int, _ classes: [Int32]) -> [Int]

    /// - Parameter indices: is called only if the limit leaves samples out.
    public init(_ indices: @escaping @Sendable (_ limit: Int, _ count: Int, _ classes: [Int32]) -> [Int]) {
        self.indices = indices
    }

    /// The first samples in the data's order.
    public static let first = SampleChoice { limit, _, _ in Array(0..<limit) }

    /// The indices of the samples that `limit` keeps; nil if it keeps all.
    func kept(of count: Int, limit: Int?, classes: [Int32]) -> [Int]? {
        guard let limit, limit < count else { return nil }
        return indices(limit, count, classes)
    }
}

extension SampleChoice {
    /// The classes of samples as numbers, which are arbitrary; -1 for a sample without a class.
    static func numbers(of names: [String?]) -> [Int32] {
        var known: [String: Int32] = [:]
        return names.map { name in
            guard let name else { return -1 }
            if let number = known[name] { return number }
            known[name] = Int32(known.count)
            return Int32(known.count - 1)
        }
    }
}
