// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// The storages of an archive; each is unpacked once, however many tensors are views of it.
///
/// They count in full against a budget of their own, because a small view may need a large storage.
struct Pt2Storages {
    private struct Key: Hashable {
        let file: String
        let type: ElementType
    }

    private var budget: TensorBudget
    private var known: [Key: TensorValues] = [:]

    init(_ limits: Limits) {
        budget = TensorBudget(limits)
    }

    /// All numbers of the storage that holds the tensor `name`.
    ///
    /// - Throws: `Failure` (refused) if the storage is damaged or exceeds the budget.
    mutating func values(of name: String, _ place: Pt2Archive.Place, in zip: ZipArchive) throws -> TensorValues {
        let key = Key(file: place.file, type: place.type)
        if let values = known[key] { return values }
        let size = try zip.size(of: place.file)
        _ = try budget.count([size / place.type.width], of: "\(name)'s storage \(place.file)")
        guard let values = TensorValues(bytes: try zip.contents(place.file, limit: size)[...], place.type) else {
            throw ZipDirectory.malformed("a storage of \(name) that is cut short")
        }
        known[key] = values
        return values
    }
}
