// SPDX-License-Identifier: Apache-2.0
import Foundation
import Models
import Tensors

/// An array as `Tests/OperatorFuzz/generate.py` writes it: reals as float64, integers as int64, truth values as bytes.
struct FuzzArray: Decodable, Sendable {
    let kind: ElementKind
    let shape: [Int]
    private let data: Data

    /// The elements as numbers.
    var elements: [Double] {
        switch kind {
        case .real: words.map { Double(bitPattern: $0) }
        case .integer: words.map { Double(Int64(bitPattern: $0)) }
        case .boolean: data.map { Double($0) }
        }
    }

    /// The elements as little-endian words of eight bytes.
    private var words: [UInt64] {
        let bytes = [UInt8](data)
        return stride(from: 0, to: bytes.count, by: 8).map { start in
            (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
        }
    }

    func tensor<T: Real>(_: T.Type = T.self) -> Tensor<T> {
        Tensor(shape: shape, elements: elements.map { T($0) })
    }

    /// What is wrong with `output`; nil if nothing is. Reals may differ by `tolerance` of the largest one, at least of 0.05.
    func complaint<T: Real>(about output: Value<T>, tolerance: Double) -> String? {
        guard output.kind == kind else { return "\(output.kind) in place of \(kind) elements" }
        guard output.shape == shape else { return "shape \(output.shape) in place of \(shape)" }
        let found: [Double] =
            switch output {
            case .real(let y): y.elements.map { Double($0) }
            case .integer(let y): y.elements.map { Double($0) }
            case .boolean(let y): y.elements.map { $0 ? 1 : 0 }
            }
        return complaint(about: found, tolerance: kind == .real ? tolerance : 0)
    }

    /// The same for plain elements.
    func complaint(about found: [Double], tolerance: Double) -> String? {
        let expected = elements
        guard found.count == expected.count else { return "\(found.count) elements in place of \(expected.count)" }
        let largest = expected.lazy.filter(\.isFinite).map { abs($0) }.max() ?? 0
        let bound = tolerance * max(0.05, largest)
        let wrong = found.indices.filter { index in
            let (y, wanted) = (found[index], expected[index])
            return !(y == wanted || (y.isNaN && wanted.isNaN) || abs(y - wanted) <= bound)
        }
        guard let first = wrong.first else { return nil }
        return "\(found[first]) in place of \(expected[first]) at \(first); \(wrong.count) of \(found.count) are wrong"
    }
}
