// SPDX-License-Identifier: Apache-2.0
import Base

/// The largest checkpoint that is read; the standard values exceed the models that people train.
struct Limits: Sendable {
    var fileBytes = 2 << 30
    var nodes = 100_000
    var initializers = 100_000
    /// Attributes of one node.
    var attributes = 64
    /// Numbers in one attribute.
    var attributeValues = 1 << 20
    /// Inputs or outputs of one node, or of the graph.
    var edges = 10_000
    /// Bytes of one name.
    var nameBytes = 1 << 16
    /// Extents of one tensor.
    var dimensions = 16
    var tensorElements = 1 << 28
    /// Elements of all constants together.
    var totalElements = 1 << 29
    /// Product of the input's fixed extents.
    var inputElements = 1 << 28
    /// Bytes of a JSON text: a safetensors header, a description of layers.
    var jsonBytes = 100_000_000
    /// Values in one JSON text, with nested ones.
    var jsonValues = 1 << 22
    /// Files in an archive.
    var entries = 100_000
    /// Layers of a model that is described in layers.
    var layers = 10_000

    static let standard = Limits()

    static func exceeded(_ what: String, _ limit: Int) -> Failure {
        .refused(
            "too-large", "has more than \(limit) \(what)", hint: "this is beyond what uaed reads; use a smaller model")
    }

    /// The number of elements of `shape`.
    ///
    /// The product over the nonzero extents must not exceed `limit`, because products of only some of the
    /// extents are computed later.
    ///
    /// - Throws: `Failure` (refused) if there are too many extents, if one is negative, or if
    ///   the product exceeds `limit`.
    func count(_ shape: [Int], limit: Int, _ what: String) throws -> Int {
        guard shape.count <= dimensions else { throw Self.exceeded("extents in \(what)", dimensions) }
        guard shape.allSatisfy({ $0 >= 0 }) else {
            throw Failure.refused("bad-tensor", "\(what) has the shape \(shape)", hint: "export the model again")
        }
        let count = try shape.filter { $0 > 0 }.reduce(1) { count, extent in
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow, product <= limit else { throw Self.exceeded("elements in \(what), \(shape)", limit) }
            return product
        }
        return shape.contains(0) ? 0 : count
    }
}

extension Array {
    /// - Throws: `Failure` (refused) if the array holds `limit` elements already.
    mutating func append(_ element: Element, limit: Int, _ what: String) throws {
        guard count < limit else { throw Limits.exceeded(what, limit) }
        append(element)
    }
}
