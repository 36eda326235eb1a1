// SPDX-License-Identifier: Apache-2.0
import Base

/// The storages of an archive, each unpacked once however many tensors are views of it.
///
/// Held whole against a budget of their own: a view may be small where its storage is not.
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

    /// All numbers of the storage that the tensor `name` lies in.
    ///
    /// - Throws: refused, where it is damaged, or beyond the budget.
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
