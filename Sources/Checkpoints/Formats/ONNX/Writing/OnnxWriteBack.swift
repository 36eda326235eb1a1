// SPDX-License-Identifier: Apache-2.0
import Base
import Models

/// New weights in an ONNX file that was read before: a copy of its bytes in which nothing else differs.
public enum OnnxWriteBack {
    /// The file's bytes with the weights of `trained`; `original` is what the file was read as.
    ///
    /// - Throws: ``Base/Failure`` (refused): `not-in-place` if weights that differ are not stored as float32 bytes in the
    ///   file itself, so that only a fresh file can hold them; else what reading throws.
    public static func bytes(_ file: [UInt8], original: Graph, trained: Graph) throws -> [UInt8] {
        var (written, left) = (file, changed(original, trained))
        // The importer numbers initializers first, in their order.
        for (value, tensor) in try ModelProto(file: file, limits: .standard).graph.initializers.enumerated() {
            guard let weights = left.removeValue(forKey: value) else { continue }
            guard ElementType(rawValue: tensor.type) == .float, !tensor.isExternal, let raw = tensor.raw,
                raw.count == 4 * weights.count
            else { throw notInPlace("the tensor \(tensor.name)") }
            for (index, weight) in weights.enumerated() {
                let place = raw.startIndex + 4 * index
                for byte in 0..<4 { written[place + byte] = UInt8(weight.bitPattern >> (8 * byte) & 255) }
            }
        }
        guard left.isEmpty else { throw notInPlace("a constant of a node") }
        return written
    }

    /// The real constants that differ.
    private static func changed(_ original: Graph, _ trained: Graph) -> [Graph.ValueID: [Float]] {
        trained.constants.reduce(into: [:]) { changed, entry in
            guard case .real(let new) = entry.value, case .real(let old)? = original.constants[entry.key],
                zip(new.elements, old.elements).contains(where: { $0.bitPattern != $1.bitPattern })
            else { return }
            changed[entry.key] = new.elements
        }
    }

    private static func notInPlace(_ what: String) -> Failure {
        .refused("not-in-place", "\(what) is not stored as float32 bytes in the file", hint: "a fresh file is written")
    }
}
