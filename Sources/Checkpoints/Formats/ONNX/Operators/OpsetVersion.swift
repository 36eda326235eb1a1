// SPDX-License-Identifier: Apache-2.0
import Base

/// The version of ONNX's own operators that a model uses.
struct OpsetVersion {
    /// Opset 6 is the oldest one that PyTorch wrote for a long time (``OperatorRule/opsetSix``). The rules cover
    /// every change up to opset 27.
    static let supported = 6...27

    let version: Int

    /// Reads the version of ONNX's own domain. Other domains may be imported (tf2onnx names
    /// `ai.onnx.ml`) if no node uses them.
    ///
    /// - Throws: `Failure` (refused) if the version is not ``supported``.
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
