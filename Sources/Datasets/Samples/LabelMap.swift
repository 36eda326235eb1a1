// SPDX-License-Identifier: Apache-2.0
import Base

extension LabelMap {
    /// How classes without `[labels] names` get their indices.
    public enum Order: Sendable {
        /// By position in byte-wise order.
        case bytes
        /// By their own numbers if all are whole numbers ≥ 0, else as `bytes`.
        case value
    }

    /// Other orders of classes whose names are numbers, each as `[labels] names` would give it: by position in
    /// byte-wise order, by position in the order of the numbers, and by the numbers themselves, counted from 0 or from 1.
    public var otherOrders: [[String]] {
        let numbers = names.compactMap { Int($0) }.filter { (0...Self.mostNumber).contains($0) }
        guard numbers.count == names.count, let greatest = numbers.max() else { return [] }
        let sorted = zip(numbers, names).sorted { $0.0 < $1.0 }.map(\.1)
        var orders = [names.sorted(by: precedes), sorted]
        // A name such as 01 is not the number's own.
        if zip(numbers, names).allSatisfy({ String($0) == $1 }) {
            orders.append((0...greatest).map(String.init))
            if !numbers.contains(0), greatest > 0 { orders.append((1...greatest).map(String.init)) }
        }
        return orders.enumerated().filter { place, order in
            indices != names.map { order.firstIndex(of: $0)! } && orders.firstIndex(of: order) == place
        }.map(\.element)
    }

    /// Classes of greater numbers have no list of names that a person would paste.
    private static let mostNumber = 999

    /// The map of `classes`; nil without classes.
    ///
    /// - Parameters:
    ///   - order: gives the indices without `given`.
    ///   - given: `[labels] names`, or nil.
    ///   - file: the data's name, for the failure.
    /// - Throws: `Failure` (refused) if a class is not among the names given.
    init?(classes: some Collection<String>, order: Order, given: [String]?, file: String) throws {
        guard !classes.isEmpty else { return nil }
        let sorted = classes.sorted(by: precedes)
        let numbers = sorted.compactMap { Int($0) }.filter { $0 >= 0 }
        let areNumbers = numbers.count == sorted.count
        guard let given else {
            self.init(names: sorted, indices: areNumbers && order == .value ? numbers : Array(sorted.indices))
            return
        }
        let places = sorted.map { given.firstIndex(of: $0) }
        if places.allSatisfy({ $0 == nil }), areNumbers, numbers.allSatisfy(given.indices.contains) {
            self.init(names: sorted, indices: numbers)
            return
        }
        guard let unknown = places.firstIndex(of: nil) else {
            self.init(names: sorted, indices: places.map { $0! })
            return
        }
        throw Failure.refused(
            "unknown-class", "class \"\(sorted[unknown])\" is not among the names given",
            hint: "add it to [labels] names in job.toml", file: file)
    }
}

/// Classes by folder: the class of a path is its last folder below the deepest folder that all paths share.
struct FolderClasses {
    /// The deepest folder that all paths share; empty for the bundle itself.
    let common: String
    let names: Set<String>

    init(_ paths: [String]) {
        var shared = paths.first.map(Self.folders) ?? []
        for path in paths {
            let folders = Self.folders(path)
            let equal = zip(shared, folders).prefix { $0 == $1 }.count
            shared.removeLast(shared.count - equal)
        }
        common = shared.joined(separator: "/")
        let depth = shared.count
        names = Set(paths.compactMap { Self.folders($0).dropFirst(depth).last })
    }

    func name(of path: String) -> String? {
        let depth = common.isEmpty ? 0 : common.split(separator: "/").count
        return Self.folders(path).dropFirst(depth).last
    }

    private static func folders(_ path: String) -> [String] {
        path.split(separator: "/").dropLast().map(String.init)
    }
}
