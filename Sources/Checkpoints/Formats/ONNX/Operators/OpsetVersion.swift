// SPDX-License-Identifier: Apache-2.0
import Base

/// The version of ONNX's own operators that a model uses.
struct OpsetVersion {
    /// Opset 6 is the oldest that PyTorch wrote for long (``OperatorRule/opsetSix``); up to 27 the rules know every change.
    static let supported = 6...27

    let version: Int

    /// Other domains may be imported (tf2onnx names `ai.onnx.ml`) as long as no node uses them.
    ///
    /// - Throws: refused, where the version is none of ``supported``.
    init(_ sets: [ModelProto.OperatorSet]) throws {
        let versions = Set(sets.filter { Self.isStandard($0.domain) }.map(\.version))
        guard versions.count == 1, let version = versions.first, let version = Int(exactly: version),
            Self.supported.contains(version)
        else {
            let text = versions.isEmpty ? "none" : versions.sorted().map(String.init).joined(separator: ", ")
            throw Failure.refused(
                "unsupported-opset",
                "the model's operator set (opset) is \(text); uaed reads opset \(Self.supported.lowerBound) to "
                    + "\(Self.supported.upperBound)",
                hint: "export it with another one: torch.onnx.export(…, opset_version=17), tf2onnx --opset 17")
        }
        self.version = version
    }

    static func isStandard(_ domain: String) -> Bool { domain.isEmpty || domain == "ai.onnx" }
}
