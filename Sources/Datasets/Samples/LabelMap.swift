// SPDX-License-Identifier: Apache-2.0
import Base

extension LabelMap {
    /// The map of `classes`; nil without classes.
    ///
    /// - Parameters:
    ///   - given: `[labels] names`, or nil.
    ///   - file: the data's name, for the failure.
    /// - Throws: `Failure` (refused) if a class is not among the names given.
    init?(classes: some Collection<String>, given: [String]?, file: String) throws {
        guard !classes.isEmpty else { return nil }
        let sorted = classes.sorted(by: precedes)
        let numbers = sorted.compactMap { Int($0) }.filter { $0 >= 0 }
        let areNumbers = numbers.count == sorted.count
        guard let given else {
            self.init(names: sorted, indices: areNumbers ? numbers : Array(sorted.indices))
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
