// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Tensors

extension Pt2Archive {
    /// A tensor as a view of a storage: element j lies at offset + Σ jᵢ·strides[i].
    struct Place {
        let file: String
        let type: ElementType
        let shape: [Int]
        let strides: [Int]
        let offset: Int

        init(_ name: String, _ json: JSON, folder: String) throws {
            guard json["use_pickle"]?.boolean != true else {
                throw Pt2Archive.older("keeps the tensor \(name) pickled")
            }
            guard let path = json["path_name"]?.text, let meta = json["tensor_meta"],
                let code = meta["dtype"]?.integer, let shape = Self.integers(meta["sizes"]),
                let strides = Self.integers(meta["strides"]), let offset = meta["storage_offset"]?["as_int"]?.integer,
                shape.count == strides.count, (shape + strides + [offset]).allSatisfy({ $0 >= 0 })
            else { throw ZipDirectory.malformed("the tensor \(name) without a readable description") }
            guard let type = ElementType(torch: code) else {
                throw Failure.refused(
                    "unsupported-type", "the tensor \(name) has PyTorch's scalar type \(code)",
                    hint: "export the model with float32 weights: model.float()")
            }
            file = folder + path
            self.type = type
            self.shape = shape
            self.strides = strides
            self.offset = offset
        }

        private static func integers(_ json: JSON?) -> [Int]? {
            guard let list = json?.list else { return nil }
            let values = list.compactMap { $0["as_int"]?.integer }
            return values.count == list.count ? values : nil
        }

        /// Whether the view is all of `count` elements in their order, so that nothing need be copied.
        func isWhole(_ count: Int) -> Bool {
            offset == 0 && !shape.contains(0) && shape.reduce(1, *) == count
                && strides == Tensor<Int>.strides(of: shape)
        }

        /// Whether every element of the view lies within `count` elements.
        func fits(_ count: Int) -> Bool {
            guard !shape.contains(0) else { return true }
            var last = offset
            for (extent, stride) in zip(shape, strides) {
                let (reach, overflow) = (extent - 1).multipliedReportingOverflow(by: stride)
                let (sum, beyond) = last.addingReportingOverflow(reach)
                guard !overflow, !beyond else { return false }
                last = sum
            }
            return last < count
        }
    }
}

extension ElementType {
    /// The scalar types of torch.export's schema.
    init?(torch code: Int) {
        let types: [Int: ElementType] = [
            1: .uint8, 2: .int8, 3: .int16, 4: .int32, 5: .int64, 6: .float16, 7: .float, 8: .double, 12: .boolean,
            13: .bfloat16,
        ]
        guard let type = types[code] else { return nil }
        self = type
    }
}

extension TensorValues {
    /// The elements of `place`, row-major.
    ///
    /// - Precondition: the place lies within the storage.
    func viewed(_ place: Pt2Archive.Place) -> TensorValues {
        func view<Element: Sendable>(_ values: [Element]) -> [Element] {
            guard !place.isWhole(values.count) else { return values }
            return Tensor(shape: [values.count], elements: values)
                .strided(shape: place.shape, strides: place.strides, offset: place.offset).elements
        }
        return switch self {
        case .real(let values): .real(view(values))
        case .integer(let values): .integer(view(values))
        case .boolean(let values): .boolean(view(values))
        }
    }
}
